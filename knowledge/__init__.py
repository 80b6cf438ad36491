"""The guidance library: documents become passages, passages an index, the index answers searches."""
