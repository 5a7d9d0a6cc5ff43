"""Know who acts: people, and what their roles allow."""
