"""The oracle of successions: the numbers of the histories beside it, worked out from the rules of docs/successions.md.

It does not go the way of the models. Of each unit that follows others it keeps every state that what was stated allows,
and lets each further statement rule some of them out; a total is the running sum of what was placed beneath a unit,
quarter by quarter, in the tree of that quarter's end. usage: oracle.py FOLDER. It prints what the histories expect
otherwise, and ends with status 1 if there is anything.
"""

import datetime
import itertools
import pathlib
import sys

QUARTERS = (1, 2, 3, 4)
FOREVER = datetime.date(9999, 12, 31)
EVER = datetime.date(1, 1, 1)
YEAR = 2021
TODAY = datetime.date(YEAR + 1, 1, 1)  # the day of current boundaries
NOW = 5  # stands for that day in the place of a quarter


def last_day(quarter):
    if quarter == NOW:
        return TODAY
    following = datetime.date(YEAR + quarter // 4, quarter % 4 * 3 + 1, 1)
    return following - datetime.timedelta(days=1)


def quarter_of(day):
    """The quarter in which a day lies; 0 before the year, 5 after it."""
    return 0 if day.year < YEAR else 5 if day.year > YEAR else (day.month + 2) // 3


class History:
    def __init__(self, path):
        self.rows, self.changes, self.expected = {}, [], []
        self.reports, self.targets = {}, {}
        self.counts, self.final, self.yearly, self.elsewhere = "", False, False, False
        for line in path.read_text().splitlines():
            words = line.split()
            if words and not line.startswith("#"):
                getattr(self, words[0])(words[1:])
        self.infer()

    def form(self, words):
        self.yearly |= words[0] == "yearly"
        self.final |= words[0] == "final"
        if words[0] == "counts":
            self.counts = words[1]

    def unit(self, words):
        row = dict(zip(words[2::2], words[3::2]))
        day = datetime.date.fromisoformat
        self.rows[words[0]] = [(day(row["from"]) if "from" in row else EVER,
                                day(row["until"]) if "until" in row else FOREVER, row.get("in"))]

    def move(self, words):
        day = datetime.date.fromisoformat(words[4])
        founded, ended, parent = self.rows[words[0]].pop()
        self.rows[words[0]] += [(founded, day - datetime.timedelta(days=1), parent), (day, ended, words[2])]
        self.changes.append((day, "move", words[0], None, "", None))

    def change(self, words):
        successor, counts, weight = None, "", None
        rest = iter(words[3:])
        for word in rest:
            if word in ("own", "includes"):
                counts = word
            elif word == "weight":
                weight = int(next(rest))
            else:
                successor = word
        self.changes.append((datetime.date.fromisoformat(words[0]), words[1], words[2], successor, counts, weight))

    def report(self, words):
        numbers = dict(zip(words[2::2], map(int, words[3::2])))
        quarter = int(words[1][-1]) if "Q" in words[1] else 4
        self.reports.setdefault((words[0], quarter), {}).update(numbers)

    def target(self, words):
        self.targets[words[0]] = int(words[1])

    def boundaries(self, words):
        self.elsewhere = words[0] < f"{YEAR}-12-31"

    def expect(self, words):
        self.expected.append(words)

    def infer(self):
        """What nobody said: a unit that ended beside one that was founded on the next day under the same parent."""
        ends = {c[2] for c in self.changes
                if c[1] in ("close", "merge") or c[1] == "split" and c[0] > self.ended(c[2])}
        begins = {c[2] for c in self.changes if c[1] == "found"}
        begins |= {c[3] for c in self.changes if c[3] and c[0] <= self.founded(c[3])}
        for gone, come in itertools.permutations(self.rows, 2):
            if gone in ends or come in begins:
                continue
            founded, _, above = self.rows[come][0]
            _, ended, beneath = self.rows[gone][-1]
            if ended != FOREVER and founded == ended + datetime.timedelta(days=1) and above == beneath:
                self.changes.append((founded, "merge", gone, come, "", None))

    def founded(self, unit):
        return self.rows[unit][0][0]

    def ended(self, unit):
        return self.rows[unit][-1][1]

    def parent(self, unit, quarter):
        """Of one that ended, the unit that it stood beneath last."""
        day = min(last_day(quarter), self.ended(unit))
        return next((p for a, b, p in self.rows[unit] if a <= day <= b), None)

    def parents(self):
        return {p for rows in self.rows.values() for _, _, p in rows}

    def leaves(self):
        """Units that report, also those that others were founded beneath later."""
        reporting = {unit for unit, _ in self.reports}
        return [u for u in self.rows if u in reporting or u not in self.parents()]

    def above(self, unit, quarter):
        while unit := self.parent(unit, quarter):
            yield unit


class Answer:
    """own[unit, quarter] is what a unit achieved itself since 1 January, as far as it counts."""

    def __init__(self, history):
        self.h = history
        self.own, self.stated, self.flow, self.asked, self.behind, self.spilt = {}, {}, {}, {}, {}, {}
        self.covers, self.settled, self.missing = {}, {}, {}
        for quarter in QUARTERS:
            for unit in self.ordered(history.leaves(), quarter):
                self.count(unit, quarter)
            self.spill(quarter)

    def edges(self, unit, quarter):
        found = []
        for day, kind, before, after, counts, _ in self.h.changes:
            in_time = 1 <= quarter_of(day) <= quarter and day > datetime.date(YEAR, 1, 1)
            if kind in ("merge", "split") and after == unit and in_time:
                begun = next((c[4] for c in self.h.changes if c[1] == "found" and c[2] == unit), "")
                found.append((before, kind, counts or begun or self.h.counts, quarter_of(day)))
        return found

    def ordered(self, units, quarter):
        """Predecessors before successors."""
        done, left = [], list(units)
        while left:
            ready = [u for u in left if not any(b in left and b != u for b, *_ in self.edges(u, quarter))] or left[:1]
            done += ready
            left = [u for u in left if u not in ready]
        return done

    def passed(self, before, since):
        """The quarter at whose end a predecessor's number stands that passed."""
        ended = self.h.ended(before)
        # what others bring on the day on which a unit is divided, and ends, is divided with it
        if any(c[1] == "merge" and c[3] == before and c[0] > ended for c in self.h.changes):
            return since
        return quarter_of(ended) if ended < last_day(since) else since - 1

    def number(self, table, unit, quarter):
        return table.get((unit, quarter), 0) if quarter > 0 else 0

    def lacks(self, before):
        """Whether what a unit that ended achieved until then is in no report."""
        if not (EVER < self.h.ended(before) < FOREVER) or self.h.ended(before) >= last_day(4):
            return False
        until = quarter_of(self.h.ended(before))
        said = [q for (u, q), n in self.h.reports.items() if u == before and ("flow" in n or "ytd" in n)]
        if any("ytd" in self.h.reports[before, q] for q in said if q >= until):
            return False
        return not all(q in said for q in range(1, until + 1))

    def count(self, unit, quarter):
        said = self.h.reports.get((unit, quarter), {})
        f, y = said.get("flow"), said.get("ytd")
        edges = self.edges(unit, quarter)
        last = getattr(self, "states", {}).get(unit, {(0, 0, True)})
        if quarter_of(self.h.founded(unit)) == quarter:
            last = {(0, 0, True)}
        if any(b == unit and since == quarter for b, _, _, since in edges):
            self.frozen = {**getattr(self, "frozen", {}), unit: self.number(self.own, unit, quarter - 1)}
            last = {(0, 0, True)}
        frozen = getattr(self, "frozen", {}).get(unit, 0)
        readings, split, everything, lost = self.readings(unit, edges, quarter)
        settled = self.settled.get(unit) if not any(since == quarter for *_, since in edges) else None
        # after a gap a flow beside the cumulative shows nothing either: what is known holds
        shows = f is not None and all(known for _, _, known in last)
        sure_of = readings if settled is None or shows else {(settled, 0)}
        states, asked = set(), False
        for own, before, known in last:
            for held, late in sure_of | ({(before, 0)} if f is not None and y is not None else set()):
                states |= self.step(own, known, f, y, held, late, split, lost)
        if y is not None and not states:
            asked, states = True, {(own + (f or 0), 0, True) for own, _, _ in last}
            lowest = min(own for own, _, _ in states)
        elif y is not None and f is None and settled is None and (len({h for h, _ in readings}) > 1 or split):
            # a cumulative alone counts as though it held its predecessors, as far as its number can
            asked, most = True, max([h for h, _ in readings]) + split
            floor = min(own for own, _, _ in last)
            lowest = max(floor, y - most) if y >= floor else y
            states |= {(lowest, y - lowest, True)}
            if split:
                states = {(lowest, y - lowest, True)}
                self.claim(unit, quarter, edges, y - floor)
        else:
            lowest = min(own for own, _, _ in states)
            asked = len({own for own, _, _ in states}) > 1 and y is not None
        if y is not None:
            self.settled[unit] = next(iter(states))[1] if not asked else None
        if y is None:
            asked = self.asked.get((unit, quarter - 1), False)
        self.states = {**getattr(self, "states", {}), unit: states}
        self.own[unit, quarter] = frozen + lowest
        self.asked[unit, quarter] = asked
        held = {h for o, h, _ in states if o == lowest} or {0}
        # of a part, what its cumulative holds of what was divided goes on with it
        parted = y if y is not None else self.number(self.behind, unit, quarter - 1)
        if not any(kind == "split" for _, kind, _, _ in edges):
            self.behind[unit, quarter] = everything
        else:
            self.behind[unit, quarter] = max(max(held), everything) if y is not None else parted
        before = self.stated.get((unit, quarter - 1))
        self.stated[unit, quarter] = y if y is not None else (before or 0) + f if f is not None else before
        grown = self.own[unit, quarter] - self.number(self.own, unit, quarter - 1)
        says = any(c == "includes" for _, _, c, _ in edges)
        # of what a unit that was divided never reported, a part holds a share at most
        shared = any(kind == "split" and self.misses(b, self.passed(b, since)) for b, kind, _, since in edges)
        shown = bool(edges) and not asked and not shared and everything <= max(held) and (max(held) > 0 or says)
        self.covers[unit, quarter] = shown if y is not None else self.covers.get((unit, quarter - 1), False)
        sure = y is not None and not asked and all(known for _, _, known in last)
        # of a stated flow, what it holds of predecessors that ended in the quarter is theirs
        placed = grown if f is None else min(f, grown) if all(known for _, _, known in last) else f
        self.flow[unit, quarter] = (f if f is not None else grown if sure else None,
                                    placed if f is not None or sure else None)

    def readings(self, unit, edges, quarter):
        """What the unit's cumulative can hold of its predecessors, each with what its flow then holds of them."""
        must = may = stated = late_must = late_may = split = everything = 0
        lost = False
        for before, kind, counts, since in edges:
            at = self.passed(before, since)
            own, behind = self.number(self.own, before, at), self.number(self.behind, before, at)
            if kind == "split":
                split += 0 if counts == "own" else own + behind - self.given(before, unit, quarter)
                continue
            everything += own + behind
            missing = self.misses(before, at)
            self.missing[unit, quarter] = self.missing.get((unit, quarter), False) or missing
            lost |= counts != "own" and missing
            late = (self.flow.get((before, at)) or (0, 0))[1] or 0 if at == since == quarter else 0
            if counts == "includes":
                must, late_must = must + own + behind, late_must + late
            elif counts == "":
                may, late_may = may + own + behind, late_may + late
                stated += self.number(self.stated, before, at) or 0
        found = {(must, 0), (must + may, 0), (must + stated, 0)}
        if late_must:
            found.add((must - late_must, late_must))
        if late_must + late_may:
            found.add((must + may - late_must - late_may, late_must + late_may))
        return found, split, everything, lost

    def misses(self, unit, at):
        """Whether something of a unit, or of what it follows, is in no report."""
        return self.lacks(unit) or self.missing.get((unit, at), False) and not self.covers.get((unit, at))

    def given(self, before, unit, quarter):
        """What other parts are known to hold of a unit that was divided."""
        return sum(h for u, s in getattr(self, "states", {}).items() if u not in (unit, before) or u == before != unit
                   for _, h, _ in list(s)[:1] if any(b == before for b, *_ in self.edges(u, quarter))
                   and not self.asked.get((u, quarter), self.asked.get((u, quarter - 1), False)))

    def step(self, own, known, f, y, held, late, split, lost):
        if y is None:
            return {(own + f, 0, known)} if f is not None else {(own, 0, False)}
        if f is None:
            return {(y - held, held, True)} if y - held >= own or not held else set()
        surplus = y - f - own
        if not known:
            return {(y - held, held, True)} if y - f >= held and not late else set()
        if surplus == held:
            return {(own + f - late, held + late, True)}
        if split and not late and 0 <= surplus - held <= split:
            return {(own + f, surplus, True)}
        if lost and held and not late and surplus >= held or lost and surplus > held and not late:
            return {(y - held, held, True)}
        return set()

    def claim(self, unit, quarter, edges, demand):
        for before, kind, _, _ in edges:
            if kind == "split":
                self.spilt.setdefault((before, quarter), {})[unit] = demand

    def spill(self, quarter):
        """What the parts of a unit state together beyond what it had counts above all of them."""
        self.above_all = getattr(self, "above_all", {})
        for (before, q), claims in list(self.spilt.items()):
            if q == quarter and quarter < 4:
                for unit, demand in claims.items():
                    if (unit, quarter + 1) not in self.own and "ytd" not in self.h.reports.get((unit, quarter + 1), {}):
                        self.spilt.setdefault((before, quarter + 1), {})[unit] = demand
            if q != quarter:
                continue
            at = self.passed(before, quarter)
            had = self.number(self.own, before, at) + self.number(self.behind, before, at) - self.given(before, None, quarter)
            wanted = {u: min(d, had) for u, d in claims.items() if d > 0}
            if len(wanted) > 1 and sum(wanted.values()) > had:
                common = [a for a in self.h.above(next(iter(wanted)), quarter)
                          if all(a in self.h.above(u, quarter) for u in wanted)]
                between = {a for u in wanted for a in self.h.above(u, quarter)} - set(common)
                self.above_all[quarter] = (common, between, sum(wanted.values()) - had)

    def total(self, unit, quarter, mapped=None):
        """The running sum of what was placed beneath a unit."""
        ytd, flow, known = 0, 0, False
        for q in range(1, quarter + 1):
            for leaf in self.h.leaves():
                place = mapped(leaf) if mapped else leaf
                if unit != place and unit not in self.h.above(place, NOW if mapped else q):
                    continue
                gain = self.number(self.own, leaf, q) - self.number(self.own, leaf, q - 1)
                ytd += gain
                if q == quarter and (self.flow.get((leaf, q)) or (None, None))[1] is not None:
                    flow, known = flow + self.flow[leaf, q][1], True
        common, between, amount = self.above_all.get(quarter, ((), (), 0))
        return (None if unit in between else ytd + (amount if unit in common else 0)), flow if known else None

    def today(self, leaf):
        for day, kind, before, after, _, _ in sorted(self.h.changes, key=lambda c: c[0]):
            if kind == "merge" and before == leaf and day <= TODAY:
                leaf = after
        return leaf if self.h.ended(leaf) == FOREVER else self.h.parent(leaf, NOW)

    def partial(self, unit, quarter):
        def is_open(leaf):
            if self.asked.get((leaf, quarter)):
                return True
            heirs = [c[3] for c in self.h.changes if c[1] in ("merge", "split") and c[2] == leaf]
            return bool(heirs) and self.lacks(leaf) and quarter >= quarter_of(self.h.ended(leaf)) and not any(
                self.covers.get((u, quarter)) for u in heirs)
        leaves = [leaf for leaf in self.h.leaves() if unit in (leaf, *self.h.above(leaf, quarter))]
        return any(map(is_open, leaves)) or self.lacks_flow(unit, quarter, leaves)

    def lacks_flow(self, unit, quarter, leaves):
        """Whether a total has the flow of some unit, and another one states a cumulative alone whose flow nobody knows."""
        flows = [self.flow[leaf, quarter][0] for leaf in leaves if "ytd" in self.h.reports.get((leaf, quarter), ())]
        return unit not in leaves and None in flows and self.total(unit, quarter)[1] is not None


def check(path):
    history = History(path)
    answer = Answer(history)
    divided = any(c[1] == "split" for c in history.changes)
    for words in history.expected:
        if words[0] in ("no", "finding") or "stock" in words or words[0] == "current" and (
                divided or history.elsewhere):
            continue
        current = words[0] == "current"
        unit, label, *rest = words[1:] if current else words
        quarter = int(label[-1]) if "Q" in label else 4
        if current or unit in history.parents():
            ytd, flow = answer.total(unit, quarter, answer.today if current else None)
        else:
            ytd, flow = answer.stated[unit, quarter], answer.flow[unit, quarter][0]
        for word, want in zip(rest, rest[1:] + [None]):
            got = {"ytd": lambda: ytd, "actual": lambda: ytd, "flow": lambda: flow if "Q" in label else ytd,
                   "inherited": lambda: ytd - answer.own[unit, quarter] - sum(
                       (a or 0) - (b or 0) for a, b in (answer.flow[unit, q] for q in range(1, quarter + 1)))}.get(word)
            if got and want != ("-" if got() is None else str(got())):
                yield f"{path.name}: {' '.join(words)}: {word} is {got()}"
        if "complete" in rest and answer.partial(unit, quarter):
            yield f"{path.name}: {' '.join(words)}: something is asked"


def main(folder):
    problems = [p for path in sorted(pathlib.Path(folder).glob("*.txt")) for p in check(path)]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
