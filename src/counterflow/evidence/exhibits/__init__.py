"""Files beside claims and sites: images and PDFs with hash, date, footprint and who released them."""
