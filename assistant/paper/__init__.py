"""What people take away: records and plans as documents to print, to keep and to put into a calendar."""
