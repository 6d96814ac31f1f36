"""Checks whether a flow uses this stack's functions and module correctly, and nothing else about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from tools.connect.blocks import MODULE_BLOCK, Block, word
from tools.connect.check.our_block import Use, finding, never_met
from tools.connect.check.reach import ATTRIBUTES, reached
from tools.connect.check.verdicts import said
from tools.connect.contract import CHECK_MODULE, DECISION, Ours, ours_of
from tools.connect.finding import WRONG, Finding
from tools.connect.jsonpath import members


@dataclass(frozen=True)
class Examined:
    """A flow, and which of its blocks invoke ours."""

    blocks: Mapping[str, Block]
    start: str
    uses: Mapping[str, Ours]

    @classmethod
    def of(cls, document: Mapping[str, Any], named: Mapping[str, Ours]) -> Self:
        """Read a flow; `named` are further names of ours.

        An export may leave out the names of modules. If a flow compares our module's answer, its only module without a
        name is taken for ours.
        """
        blocks = Block.all_of(document)
        uses = {name: ours for name, block in blocks.items() if (ours := ours_of(block, named))}
        nameless = [name for name, b in blocks.items() if b.type == MODULE_BLOCK and not b.module_name]
        if any(map(_compares_decision, blocks.values())) and len(nameless) == 1 and CHECK_MODULE not in uses.values():
            uses[nameless[0]] = CHECK_MODULE
        return cls(blocks, word(document.get("StartAction")), uses)

    @cached_property
    def used(self) -> tuple[Use, ...]:
        """Follow every use of ours that a contact can reach."""
        elsewhere = reached(self.blocks, self.start, self.uses)
        return tuple(Use.of(self.blocks, self.uses, elsewhere, name) for name in self.uses if name in self._reached)

    @cached_property
    def _reached(self) -> frozenset[str]:
        return reached(self.blocks, self.start) or frozenset(self.blocks)

    def findings(self) -> Iterator[Finding]:
        """Find what is wrong, and what could be better, with the use of ours."""
        asked = {use.ours.name for use in self.used}
        for name, ours in self.uses.items():
            if ours.name not in asked:
                yield finding(name, WRONG, f"is never reached, so {ours.name} is not asked; lead a branch to it")
        for use in self.used:
            yield from (finding(use.block.identifier, level, what) for level, what in said(use))
        misread = [found for use in self.used for found in use.misread()]
        decisions = filter(_compares_decision, self.blocks.values())
        words = tuple(CHECK_MODULE.values[DECISION] or ())
        yield from dict.fromkeys(
            [*misread, *(found for each in decisions for found in never_met(each, CHECK_MODULE, words))]
        )


def _compares_decision(block: Block) -> bool:
    """Whether a block compares the module's answer. The attribute is ours, even if another block has set it."""
    return members(block.compared) == (ATTRIBUTES, DECISION)
