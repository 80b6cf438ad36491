"""What an organisation looks at in itself: how engaged it is with talent, whether it is ready, its plan, its actions.

It is about no person: roles stand in it, not names.
"""
