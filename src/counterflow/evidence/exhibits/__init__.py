"""Images and PDFs beside claims and sites: hash, date, footprint, and who released them."""
