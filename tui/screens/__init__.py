"""The screens, one stylesheet beside each."""
