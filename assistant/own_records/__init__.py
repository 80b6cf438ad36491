"""Questions about one's own records: understood by rules, answered through the account's own services."""
