"""Reading what others send as a file: CSV, XLSX, JSON and XML with the habits of Excel; the queue of what is read."""
