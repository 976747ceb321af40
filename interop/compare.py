"""Holds what Parley shows against what the provider served, call by call and field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from provider import TOOL, TOOL_RESULT, Served
from seen import Picture, Seen

FIELDS = (
    "provider",
    "request_model",
    "response_model",
    "response_id",
    "input",
    "cached",
    "output",
    "reasoning",
    "system",
    "asked",
    "said",
    "tools",
    "finish",
    "failed",
)

# Said of an emitter that gives every run an id of its own making.
OWN_CONVERSATIONS = "its own"

# A provider that says 0 and an emitter that says nothing agree.
NONE_IS_ZERO = ("cached", "reasoning")


@dataclass(frozen=True, eq=False)
class Limit:
    """A documented difference: what an emitter does not tell, or tells otherwise, and why."""

    calls: tuple[str, ...]
    fields: tuple[str, ...]
    because: str
    # What Parley then shows: null is nothing.
    shows: Any

    @staticmethod
    def of(json: dict[str, Any]) -> Limit:
        return Limit(tuple(json["calls"]), tuple(json["fields"]), json["because"], json["shows"])

    def covers(self, call: str, field: str) -> bool:
        return field in self.fields and ("*" in self.calls or call in self.calls)


@dataclass(frozen=True)
class Difference:
    call: str
    field: str
    served: Any
    shown: Any
    limit: Limit | None

    def __str__(self) -> str:
        return f"{self.call}: {self.field} was {self.served!r}, but Parley shows {self.shown!r}"


class Comparison:
    """Of one emitter: its differences, with the limit that explains each, and limits unused."""

    def __init__(self, emitter: dict[str, Any], served: list[Served], picture: Picture) -> None:
        self._limits = [Limit.of(limit) for limit in emitter.get("limits", [])]
        self._used: set[Limit] = set()
        self.differences: list[Difference] = []
        self.compared = 0
        self._calls(served, picture)
        self._sums(served, picture)
        self._tool_runs(emitter, picture)
        self._conversations(emitter, served, picture)

    @property
    def unexpected(self) -> list[Difference]:
        return [difference for difference in self.differences if difference.limit is None]

    @property
    def stale(self) -> list[Limit]:
        """Limits that no longer hold: the emitter tells more now, and the table is to be mended."""
        return [limit for limit in self._limits if limit not in self._used]

    def _check(self, call: str, field: str, served: Any, shown: Any) -> None:
        self.compared += 1
        if field in NONE_IS_ZERO:
            served, shown_now = served or 0, shown or 0
        else:
            shown_now = shown
        if served == shown_now:
            return
        for limit in self._limits:
            if limit.covers(call, field) and limit.shows == shown:
                self._used.add(limit)
                self.differences.append(Difference(call, field, served, shown, limit))
                return
        self.differences.append(Difference(call, field, served, shown, None))

    def _calls(self, served: list[Served], picture: Picture) -> None:
        pairs, unmatched = _matched(served, picture.calls)
        for call, shown in pairs:
            if shown is None:
                self._check(call.case, "call", "1 call", "no call")
                continue
            for field in FIELDS:
                self._check(call.case, field, getattr(call, field), getattr(shown, field))
        for extra in unmatched:
            self._check(extra.span, "call", "no call", f"a call of {extra.request_model}")

    def _sums(self, served: list[Served], picture: Picture) -> None:
        """Over all: one call each, and the tokens of the fields' own sums."""
        self._check("overview", "calls", len(served), picture.counted)
        self._check("overview", "input", _total(served, "input"), picture.input)
        self._check("overview", "output", _total(served, "output"), picture.output)

    def _tool_runs(self, emitter: dict[str, Any], picture: Picture) -> None:
        runs = [f'{TOOL}({{"city": "Oslo"}}) = {TOOL_RESULT}'] if emitter.get("runsTools") else []
        self._check("overview", "tool runs", runs, picture.tool_runs)

    def _conversations(
        self, emitter: dict[str, Any], served: list[Served], picture: Picture
    ) -> None:
        """All calls lie in the one that was set, or each in one that the emitter made up, or none."""
        name = emitter.get("conversation")
        shown = picture.conversations
        if name == OWN_CONVERSATIONS:
            self._check("overview", "conversations", len(served), sum(shown.values()))
        else:
            self._check("overview", "conversations", {name: len(served)} if name else {}, shown)


def _total(served: list[Served], field: str) -> int:
    return sum(getattr(call, field) or 0 for call in served)


def _matched(
    served: list[Served], shown: list[Seen]
) -> tuple[list[tuple[Served, Seen | None]], list[Seen]]:
    """Pairs by order where the counts agree, else by response id, text and model."""
    if len(served) == len(shown):
        return list(zip(served, shown)), []
    left = list(shown)
    pairs: list[tuple[Served, Seen | None]] = []
    for call in served:
        twin = next((seen for seen in left if _same(call, seen)), None)
        if twin is not None:
            left.remove(twin)
        pairs.append((call, twin))
    return pairs, left


def _same(call: Served, seen: Seen) -> bool:
    if call.response_id is not None and seen.response_id is not None:
        return call.response_id == seen.response_id
    if call.asked is not None and seen.asked is not None:
        return call.asked == seen.asked
    return call.request_model == seen.request_model and call.input == seen.input
