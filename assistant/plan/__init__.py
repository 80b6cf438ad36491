"""Personal development plans: methods, the SMART check, suggestions for a gap that the person named, the timeline."""
