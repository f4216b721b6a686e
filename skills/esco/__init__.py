"""The official ESCO files: what an archive holds, and how its rows become concepts and links. Knows no table."""
