"""What is asked where the time of an answer is measured."""

QUESTIONS = (
    "Who may nominate somebody for a talent pool?",
    "What should a talent conversation cover?",
    "How do managers prepare for the conversation?",
    "Which development methods do people use most?",
    "What is a critical post?",
    "How often should talent be reviewed?",
    "What are the barriers to talent management?",
    "Who is accountable for the plan?",
)
