"""Every key of the program. Each has an id (what a person's own keys are written against), a name and an explanation.

Function keys and Ctrl with an arrow are used because text areas, terminals, tmux and screen leave them alone.
"""

from __future__ import annotations

from textual.binding import Binding, BindingType


def _key(
    key: str, action: str, name: str, about: str, ident: str, *, show: bool = False, priority: bool = False
) -> Binding:
    return Binding(key, action, name, id=ident, tooltip=about, show=show, priority=priority)


APP: list[BindingType] = [
    _key(
        "f1", "help", "Help", "What the focused part of the screen does, and every key", "app.help", show=True
    ),
    _key("ctrl+q", "quit", "Quit", "Leave the program", "app.quit", priority=True),
]

CHAT: list[BindingType] = [
    _key(
        "f2",
        "app.conversations",
        "Open",
        "Resume, rename or delete a conversation",
        "chat.conversations",
        show=True,
    ),
    _key("f3", "app.guided", "Talk", "Start a guided conversation", "chat.guided", show=True),
    _key("f4", "app.people", "People", "The people whose records you may see", "chat.people", show=True),
    _key("f5", "app.pools", "Pools", "Talent pools, nominations and decisions", "chat.pools", show=True),
    _key(
        "f6",
        "panel",
        "Panel",
        "Show, focus or hide sources, stages and record",
        "chat.panel",
        show=True,
        priority=True,
    ),
    _key(
        "f7",
        "app.documents",
        "Library",
        "The documents that answers come from",
        "chat.documents",
        priority=True,
    ),
    _key("f8", "switch_side", "Side", "Answer for the other person", "chat.side", show=True),
    _key("f9", "copy", "Copy", "Copy the selection, or the whole answer", "chat.copy"),
    _key(
        "f10",
        "app.plan",
        "Plan",
        "Your development plan; F10 there shows your portfolio",
        "chat.plan",
        show=True,
    ),
    _key("ctrl+n", "new_chat", "New chat", "Start a new chat about the guidance", "chat.new"),
    _key(
        "escape",
        "stop",
        "Stop",
        "Stop the answer and give back what was typed; close what is open",
        "chat.stop",
    ),
    _key(
        "ctrl+up", "turn(-1)", "Turn before", "Move to the turn before, or to what is due", "chat.turn_before"
    ),
    _key("ctrl+down", "turn(1)", "Next turn", "Move to the next turn", "chat.turn_next"),
    _key("ctrl+home", "scroll_top", "First turn", "Move to the beginning of the conversation", "chat.top"),
    _key("ctrl+end", "scroll_bottom", "Last turn", "Move to the end of the conversation", "chat.bottom"),
]

PROMPT: list[BindingType] = [
    _key("enter", "send", "Send", "Send what is typed", "prompt.send"),
    _key("ctrl+j,shift+enter", "newline", "New line", "Begin a new line", "prompt.newline"),
    _key(
        "ctrl+z",
        "undo_answer",
        "Undo",
        "Undo typing; with nothing typed, take the last answer back",
        "prompt.undo",
    ),
    _key("up", "before", "Earlier", "What you sent before, from the first line", "prompt.before"),
    _key("down", "after", "Later", "What you sent after, from the last line", "prompt.after"),
    _key("tab", "complete", "Complete", "Complete the command", "prompt.complete"),
    _key("pageup", "page(-1)", "Page up", "Scroll the conversation up", "prompt.page_up"),
    _key("pagedown", "page(1)", "Page down", "Scroll the conversation down", "prompt.page_down"),
]

DOCUMENT: list[BindingType] = [
    _key("escape", "close", "Close", "Back to the conversation", "document.close", show=True),
    _key("n", "quotation(1)", "Next quotation", "Move to the next quotation", "document.next", show=True),
    _key("p", "quotation(-1)", "Previous", "Move to the quotation before", "document.previous", show=True),
    _key(
        "f9",
        "copy",
        "Copy",
        "Copy the selection, which is the quotation at first",
        "document.copy",
        show=True,
    ),
]

LIST: list[BindingType] = [
    _key("escape", "close", "Close", "Back to where you were", "list.close", show=True),
    _key("up", "move(-1)", "Up", "Move up in the list", "list.up"),
    _key("down", "move(1)", "Down", "Move down in the list", "list.down"),
    _key("pageup", "move(-10)", "Page up", "Move up ten rows", "list.page_up"),
    _key("pagedown", "move(10)", "Page down", "Move down ten rows", "list.page_down"),
]

CONVERSATIONS: list[BindingType] = [
    _key(
        "f3",
        "app.guided",
        "Start",
        "Start a guided conversation",
        "conversations.guided",
        show=True,
    ),
    _key(
        "ctrl+n",
        "new_chat",
        "New chat",
        "Start a new chat about the guidance",
        "conversations.chat",
        show=True,
    ),
    _key("f7", "rename", "Rename", "Give the conversation another title", "conversations.rename", show=True),
    _key(
        "f8",
        "delete",
        "Delete draft",
        "Delete a conversation nobody has signed",
        "conversations.delete",
        show=True,
    ),
]

DOCUMENTS: list[BindingType] = [
    _key("f7", "add", "Add", "Add a file or a folder of files to the library", "documents.add", show=True),
]

POOLS: list[BindingType] = [
    _key("escape", "close", "Close", "Back to the list of pools", "pools.close", show=True),
    _key("f7", "nominate", "Nominate", "Put somebody forward for the pool", "pools.nominate", show=True),
    _key("f8", "agree", "Agree", "Say yes or no to being considered", "pools.agree", show=True),
    _key(
        "f9",
        "decide",
        "Panel",
        "Convene a panel, rate the evidence, record the decision",
        "pools.decide",
        show=True,
    ),
]

PEOPLE: list[BindingType] = [
    _key(
        "f7",
        "plan",
        "Plan",
        "The person's development plan, as far as you may see it",
        "people.plan",
        show=True,
    ),
    _key(
        "f8",
        "portfolio",
        "Portfolio",
        "What the person shares of their portfolio",
        "people.portfolio",
        show=True,
    ),
]

PLAN: list[BindingType] = [
    _key("escape", "close", "Close", "Back to where you were", "plan.close", show=True),
    _key("f2", "plans", "Plans", "Look at another plan of yours, or close this one", "plan.plans"),
    _key("f3", "begin", "New", "Begin a plan, question by question", "plan.begin", show=True),
    _key(
        "f4",
        "about",
        "Change",
        "Change strengths, areas to grow in, hopes, days and the next review",
        "plan.about",
        show=True,
    ),
    _key("f5", "ideas", "Ideas", "Ways to develop, for an area that you name", "plan.ideas", show=True),
    _key(
        "f6",
        "still_right",
        "Yes",
        "Yes, the plan is still right as it is",
        "plan.still_right",
        show=True,
    ),
    _key("f7", "add", "Add", "Add an action", "plan.add", show=True),
    _key(
        "f8", "share", "Share", "Let your manager read the draft, or take that back", "plan.share", show=True
    ),
    _key("f9", "take_away", "Export", "Write it to a file to print or to keep", "plan.take_away", show=True),
    _key("f10", "portfolio", "Portfolio", "Your portfolio and timeline", "plan.portfolio"),
]

THEIR_PLAN: list[BindingType] = [
    _key("escape", "close", "Close", "Back to where you were", "their_plan.close", show=True),
    _key("f2", "plans", "Plans", "Another plan of theirs", "their_plan.plans"),
    _key(
        "f8",
        "agree",
        "Agree",
        "Agree, as their manager, to the plan they share",
        "their_plan.agree",
        show=True,
    ),
    _key(
        "f9",
        "take_away",
        "Export",
        "Write it to a file to print or to keep",
        "their_plan.take_away",
        show=True,
    ),
    _key(
        "f10",
        "portfolio",
        "Portfolio",
        "What they share of their portfolio",
        "their_plan.portfolio",
        show=True,
    ),
]

IDEAS: list[BindingType] = [
    _key("escape", "close", "Close", "Back to the plan", "ideas.close", show=True),
    _key("f7", "document", "Guidance", "Open the guidance that is quoted", "ideas.document", show=True),
]

PORTFOLIO: list[BindingType] = [
    _key("escape", "close", "Close", "Back to where you were", "portfolio.close", show=True),
    _key("f6", "remove", "Remove", "Take the chosen item out for good", "portfolio.remove", show=True),
    _key("f7", "add", "Add", "Put something into your portfolio", "portfolio.add", show=True),
    _key(
        "f8",
        "share",
        "Share",
        "Let your manager and HR read it, or take that back",
        "portfolio.share",
        show=True,
    ),
    _key("f5", "switch", "Timeline", "From items to timeline and back", "portfolio.switch", show=True),
    _key(
        "f9",
        "take_away",
        "Export",
        "Write it to a file to print or to keep",
        "portfolio.take_away",
        show=True,
    ),
    _key("f10", "plan", "Plan", "The development plan", "portfolio.plan"),
]

THEIR_PORTFOLIO: list[BindingType] = [
    _key("escape", "close", "Close", "Back to where you were", "their_portfolio.close", show=True),
    _key("f5", "switch", "Timeline", "From items to timeline and back", "their_portfolio.switch", show=True),
    _key(
        "f9",
        "take_away",
        "Export",
        "Write it to a file to print or to keep",
        "their_portfolio.take_away",
        show=True,
    ),
    _key("f10", "plan", "Plan", "Their development plan", "their_portfolio.plan"),
]

FORM: list[BindingType] = [
    _key("escape", "cancel", "Cancel", "Close without saving; asks first", "form.cancel", show=True),
    _key("f2", "save", "Save", "Save what stands in the form", "form.save", show=True),
]

DIALOG: list[BindingType] = [
    _key("escape", "cancel", "Cancel", "Close without doing anything", "dialog.cancel", show=True),
]

AGENDA: list[BindingType] = [
    _key("escape", "leave", "Back to typing", "Leave what is due and type", "agenda.leave"),
]

CHOICES: list[BindingType] = [
    _key("escape", "leave", "Back to typing", "Leave the list and type instead", "choices.leave"),
]

HELP: list[BindingType] = [
    _key("escape,f1", "cancel", "Close", "Close the help", "help.close", show=True),
]

EVERYTHING: dict[str, list[BindingType]] = {
    "Everywhere": APP,
    "Conversation": CHAT,
    "Prompt": PROMPT,
    "What is due": AGENDA,
    "Options": CHOICES,
    "Document": DOCUMENT,
    "Lists": LIST,
    "Conversations": CONVERSATIONS,
    "Library": DOCUMENTS,
    "Pools": POOLS,
    "People": PEOPLE,
    "Plan": PLAN,
    "Somebody's plan": THEIR_PLAN,
    "Ideas": IDEAS,
    "Portfolio": PORTFOLIO,
    "Somebody's portfolio": THEIR_PORTFOLIO,
    "Forms": FORM,
    "Questions": DIALOG,
    "Help": HELP,
}
