"""A guide with the choices that are other files' data: the places of a framework, the methods of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import GuideError
from assistant.framework import Framework
from assistant.guide.schema import Choice, Guide, Part, Question, Stage
from assistant.plan.catalogue import CLASSES, Catalogue


def filled(guide: Guide, frameworks: Mapping[str, Framework], methods: Catalogue) -> Guide:
    """A guide as it is held.

    Placements offer the cells of the framework that they name before their own options, and a date that counts as long
    as a framework's placements is proposed so many months ahead; parts of entries that are a method offer the
    catalogue's.

    Raises:
        GuideError: it names a framework that is not there.
    """

    def framework(name: str) -> Framework:
        if name not in frameworks:
            raise GuideError(
                f"The guide {guide.id} places by {name}, and there is no such framework; there are: "
                f"{', '.join(sorted(frameworks))}."
            )
        return frameworks[name]

    def question(one: Question) -> Question:
        new: dict[str, object] = {}
        if one.cells_of:
            new["options"] = (*_cells(framework(one.cells_of)), *one.options)
        if one.valid_for:
            new["propose_months"] = framework(one.valid_for).valid_months
        if any(part.methods for part in one.parts):
            new["parts"] = tuple(_with_methods(part, methods) for part in one.parts)
        return one.model_copy(update=new) if new else one

    def stage(one: Stage) -> Stage:
        return one.model_copy(update={"questions": tuple(map(question, one.questions))})

    return guide.model_copy(update={"stages": tuple(map(stage, guide.stages))})


def _cells(framework: Framework) -> tuple[Choice, ...]:
    return tuple(
        Choice(key=one.key, label=one.label, meaning=f"{one.meaning} {one.suggested_support}")
        for one in (*framework.cells, *framework.off_grid)
    )


def _with_methods(part: Part, methods: Catalogue) -> Part:
    if not part.methods:
        return part
    options = (
        Choice(
            key=one.id,
            label=one.label,
            meaning=f"Learning {CLASSES[one.class_]}.",
            words=tuple(alias.lower() for alias in one.aliases),
        )
        for one in methods.methods
    )
    return part.model_copy(update={"options": tuple(options)})
