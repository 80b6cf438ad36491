"""The assistant: everything that one signed-in account can ask, hold, and look up. Front ends talk to it alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.agenda.items import Agenda
from assistant.asking import Asking
from assistant.chat import GuidanceChat
from assistant.dialogue import Dialogue
from assistant.errors import GuideError, InputError
from assistant.events import Side
from assistant.framework import Framework
from assistant.guidance import Guidance
from assistant.guide.driver import Before, GuidedConversation, Parts
from assistant.guide.loader import named
from assistant.guide.meaning import Meanings
from assistant.guide.saved import given
from assistant.guide.schema import Guide, Key
from assistant.os_user import os_user_named
from assistant.own_records.answering import OwnRecords
from assistant.own_records.kinds import load_kinds
from assistant.plan.catalogue import Catalogue, catalogue
from assistant.plan.page import (
    CheckedPlan,
    add_item,
    check_plan,
    save_plan,
    suggested,
    timeline_of,
)
from assistant.plan.suggest import Suggestion
from assistant.plan.timeline import Moment
from assistant.pool_files import (
    BUILT_IN,
    PoolTemplate,
    criteria_from_file,
    pool_from_file,
    pool_from_template,
    templates,
)
from assistant.pool_page import PoolPage, Standing, pool_page, standing
from assistant.record import Record, record_of
from store.access import Role
from store.appraisals import AppraisalView
from store.errors import NotAllowed, NotFound
from store.imports.views import ImportReport
from store.service import Records
from store.views import (
    AccountView,
    ConversationView,
    PlanView,
    PoolView,
    PortfolioItemView,
)

CHAT = "guidance"


class Assistant:
    """One account's assistant.

    Args:
        account: Who is signed in.
        records: The store, bound to that account: people, conversations, plans, pools, audit.
        guidance: The library.
        guides: The guides by id.
        frameworks: The frameworks by id.
        meanings: What sentences mean that name no choice.
        now: The clock.
        folder: The home's folder, where the organisation's own pool templates and retention rules are.
    """

    def __init__(
        self,
        account: AccountView,
        records: Records,
        guidance: Guidance,
        guides: Mapping[str, Guide],
        frameworks: Mapping[str, Framework],
        meanings: Meanings,
        now: Callable[[], datetime],
        folder: Path | None = None,
    ) -> None:
        self.account = account
        self.records = records
        self.guidance = guidance
        self.guides = guides
        self.frameworks = frameworks
        self._now = now
        self._meanings = meanings
        self._folder = folder

    @cached_property
    def asking(self) -> Asking:
        """The documents and the account's own records as one thing to ask."""
        own = OwnRecords(self.records, self.account, self.guides, load_kinds(), lambda: self.today)
        return Asking(self.guidance, own)

    def chat(self) -> Dialogue:
        """A new chat about the guidance and one's own records."""
        begun = self.records.conversations.start_chat(
            guide=CHAT, asked_on=self._now().date(), title="New chat"
        )
        return GuidanceChat(self.records, begun, self.asking.ask)

    def converse(
        self, guide: str, about: str, mode: str | None = None, asked_on: date | None = None
    ) -> GuidedConversation:
        """Begin a guided conversation.

        Args:
            guide: The guide's id.
            about: Reference of the person it is about.
            mode: One of the guide's modes; None takes its first.
            asked_on: The day it is held, from which dates are counted; None is today.

        Raises:
            GuideError: no such guide or mode, or a plan that would be somebody else's.
            StoreError: no such person, or not one whom the account may hold it with.
        """
        chosen = self.guide(guide)
        modes = list(chosen.modes)
        if mode is not None and mode not in modes:
            raise GuideError(f"The guide {guide} has no mode {mode!r}; it has: {', '.join(modes)}.")
        mode = mode or modes[0]
        person = self.records.people.get(about)
        if chosen.becomes == "plan" and person.reference != self.account.person:
            raise GuideError(
                f"A plan is its owner's: {person.name} begins it. The two of you can talk about it in a conversation."
            )
        begun = self.records.conversations.start(
            guide=chosen.id,
            guide_version=chosen.version,
            mode=mode,
            alone=chosen.modes[mode].alone,
            about=person.reference,
            asked_on=asked_on or self._now().date(),
            title=f"{chosen.title}: {person.name}",
        )
        return self._held(chosen, begun)

    def resume(self, conversation: str) -> Dialogue:
        """Take up a conversation where it was left.

        Args:
            conversation: Its id, or as many of its first characters as tell it from the others.

        Raises:
            StoreError: no such conversation, or not the account's to see.
            GuideError: its guide is no longer there, or only in another version.
        """
        saved = self.records.conversations.get(conversation)
        if saved.kind == "chat":
            return GuidanceChat(self.records, saved, self.asking.ask)
        guide = self.guide(saved.guide)
        if guide.version != saved.guide_version:
            raise GuideError(
                f"The conversation {saved.id[:8]} was begun with version {saved.guide_version} of the guide {guide.id} "
                f"and this is version {guide.version}; put that version back to finish it, or begin a new one."
            )
        return self._held(guide, saved)

    def _held(self, guide: Guide, saved: ConversationView) -> GuidedConversation:
        parts = Parts(
            self.records,
            self.asking.ask_in_conversation,
            self._now,
            self._meanings,
            self.frameworks,
            self.methods,
            busy=lambda: self.guidance.library.busy,
        )
        return GuidedConversation(guide, parts, saved, self._before(guide, saved))

    def _before(self, guide: Guide, saved: ConversationView) -> Before:
        """What is known when a conversation is opened, from what its people have on record."""
        if saved.status == "signed":
            return Before()  # what is signed does not change any more
        mode = guide.modes[saved.mode]
        conversations = self.records.conversations
        sides = (
            conversations.sides_prepared(about=saved.about, guide=guide.id)
            if guide.preparation and saved.about
            else None
        )
        if mode.alone or guide.becomes == "plan":
            only: Side = "individual" if saved.about == self.account.person else "manager"
            return Before(only=only, sides_prepared=sides)
        prepared = {
            Key(one.stage, one.field, one.side): given(one)
            for one in conversations.prepared(saved.id, stages=mode.stages)
        }
        facts = {"prepared": "yes" if prepared else "no"}
        compared = {
            name
            for question in guide.questions()
            for one in question.when
            if one.rose_but_not
            for name in (one.field, one.rose_but_not)
        }
        earlier: dict[tuple[str, Side], str] = {}
        if compared and not saved.turns and saved.about:
            signed = conversations.all(about=saved.about, status="signed")
            if last := next((one for one in signed if one.guide == guide.id), None):
                answers = conversations.get(last.id).answers
                earlier = {(one.field, one.side): str(one.value) for one in answers if one.field in compared}
        placed = next((question.cells_of for question in guide.questions() if question.cells_of), None)
        facts |= {"framework_id": placed} if placed else {}
        return Before(earlier=earlier, facts=facts, prepared=prepared, sides_prepared=sides)

    def record(self, conversation: str) -> Record:
        """What a conversation has recorded; errors as in `resume`."""
        saved = self.records.conversations.get(conversation)
        return record_of(saved, None if saved.kind == "chat" else self.guide(saved.guide))

    def pool(self, name: str, unit: str | None = None) -> PoolPage:
        """A pool with whom the account may see in it, or of a unit of it; StoreError where there is none."""
        return pool_page(self.records, name, self.guides.values(), unit)

    def create_pool(self, path: Path) -> PoolView:
        """Open a pool that a YAML file describes. Raises GuideError or StoreError."""
        return pool_from_file(self.records, path, self.guides.values())

    @property
    def pool_templates(self) -> dict[str, PoolTemplate]:
        """The built-in pool templates and the organisation's own, by id. Raises GuideError."""
        return templates(BUILT_IN, *([self._folder / "pools"] if self._folder else []))

    def agenda(self, role: str | None = None) -> Agenda:
        """What is due for the account in one of its roles, or its first. Raises InputError or StoreError."""
        from assistant.agenda.build import agenda_of
        from assistant.privacy import rules
        from store.privacy.rules import load_rules

        folder = self._folder
        return agenda_of(
            self.records,
            self.account,
            self.guides,
            self.today,
            lambda: rules(folder) if folder else load_rules(),
            role,
        )

    def create_pool_from(self, template: str, changes: Mapping[str, object]) -> PoolView:
        """Open a pool as a template has it, but for what is given. Raises InputError, GuideError or StoreError."""
        known = self.pool_templates
        return pool_from_template(self.records, template, known, changes, self.guides.values())

    def revise_pool(self, name: str, path: Path, reason: str) -> PoolView:
        """Give a pool that has not opened the criteria of a file. Raises GuideError or StoreError."""
        return self.records.pools.revise(name, criteria_from_file(path, self.guides.values()), reason)

    def pool_standing(self, name: str | None = None) -> list[Standing]:
        """Where one stands oneself in a pool, or in every one; what was decided is noted as read. Raises StoreError."""
        found = standing(self.records, name)
        for one in found:
            if one.state != "not_nominated":
                self.records.memberships.read(one.pool)
        return found

    @property
    def today(self) -> date:
        """The day, by the clock that everything else goes by."""
        return self._now().date()

    @property
    def methods(self) -> Catalogue:
        """The ways to develop that plans may name."""
        return catalogue()

    def save_plan(self, given: Path | Mapping[str, Any], plan: str | None = None) -> PlanView:
        """Write down a plan of one's own, from a file or from words; errors as in `plan.page.save_plan`."""
        return save_plan(self.records, given, self.methods, plan)

    def check_plan(self, plan: str | None = None) -> CheckedPlan:
        """Check a plan by the SMART rules; None is one's own newest. Raises InputError or StoreError."""
        return check_plan(self.records, plan, self._now().date(), self.methods)

    def suggest(self, gap: str, plan: str | None = None) -> tuple[Suggestion, ...]:
        """Methods for a gap that one has named oneself. Raises InputError or StoreError."""
        return suggested(self.records, gap, plan, self.methods)

    def add_to_portfolio(self, given: Mapping[str, Any]) -> PortfolioItemView:
        """Put something into one's own portfolio. Raises StoreError."""
        return add_item(self.records, given)

    def timeline(self, owner: str | None = None) -> tuple[Moment, ...]:
        """A person's timeline, as far as the account sees it; None is one's own. Raises InputError or StoreError."""
        return timeline_of(self.records, owner)

    def portfolio_file(self, owner: str | None, as_format: str, exported_on: date) -> bytes:
        """A portfolio to take away, as far as the account sees it; None is one's own.

        Raises:
            InputError: no such format, or nobody is named and the account is nobody's.
            StoreError: no such person.
        """
        from assistant.paper.files import portfolio_file

        whose = owner or self.account.person
        if whose is None:
            raise InputError("This account is nobody's in particular; name a person with --owner.")
        name = self.records.people.get(whose).name
        items = self.records.portfolio.all(owner=whose)
        return portfolio_file(name, items, self.timeline(whose), as_format, exported_on)

    def open_account(
        self, name: str, person: str | None, roles: Sequence[str], user: str | None
    ) -> AccountView:
        """Open an account.

        Args:
            name: What it is called.
            person: Reference of whose it is; None for nobody's in particular.
            roles: Of `hr`, `panel` and `admin`; the others follow from the person.
            user: Login name of the operating system's user who may use it; None for nobody yet.

        Raises:
            InputError: no such role, or no such user.
            StoreError: the account may not, or there is no such person, or the name is taken.
        """
        return self.records.accounts.open(
            name=name, person=person, roles=_roles(roles), os_user=os_user_named(user) if user else None
        )

    def set_roles(self, name: str, roles: Sequence[str]) -> AccountView:
        """Give an account these roles and no others. Raises InputError or StoreError."""
        return self.records.accounts.set_roles(name, _roles(roles))

    def take_in(
        self,
        kind: str,
        path: Path,
        *,
        mapping: Path | None = None,
        sheet: str | None = None,
        dry_run: bool = False,
    ) -> ImportReport:
        """Take in a table from another system: all of it or nothing; arguments and errors as in `imports.take_in`."""
        from assistant.imports import take_in

        return take_in(self.records, kind, path, mapping=mapping, sheet=sheet, dry_run=dry_run)

    def appraisals(self, person: str) -> list[AppraisalView]:
        """Somebody's past appraisals, as far as the account may see them; whoever may not sees none."""
        try:
            return self.records.appraisals.of(person)
        except (NotAllowed, NotFound):
            return []

    def guide(self, guide_id: str) -> Guide:
        """The guide of that id; GuideError where there is none."""
        return named(self.guides, guide_id)


def _roles(names: Sequence[str]) -> list[Role]:
    known = {role.value: role for role in Role}
    for name in names:
        if name not in known:
            raise InputError(f"There is no role {name!r}; an account may be given hr, panel or admin.")
    return [known[name] for name in names]
