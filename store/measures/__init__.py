"""What is counted about talent conversations, plans, posts and pools, and how fairly. Pure.

Every measure is a definition in `store/data/measures.yaml` and a function of the same name over plain facts.
"""
