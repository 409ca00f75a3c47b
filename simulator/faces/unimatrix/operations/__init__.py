"""What the vendor can be asked, by kind: each reads, asks and answers."""
