"""The members, recipients and receipts of a batch, kept by column.

A dispatch has a million of each, and making their rows takes longer than most of what is
done with them. What knows these classes takes their columns. To everything else they are
sequences of rows, which are made at the first access to one of them.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Self, TypeAlias, TypeVar, overload

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Ground
from newsletter.model.delivery import BatchMember, Outcome, Receipt, Recipient

Row = TypeVar("Row")

# A text for each row in order, or the one text that all rows have.
Column: TypeAlias = list[str] | str


class _Rows(Sequence[Row]):
    """Rows that are all made when one is first accessed. Compares as a tuple of them."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: tuple[Row, ...] | None = None

    @abstractmethod
    def _make(self) -> tuple[Row, ...]:
        """Return the rows."""

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self[:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | _Rows) and self[:] == other[:]

    def __hash__(self) -> int:
        return hash(self[:])


class MembersOfBatch(_Rows[BatchMember]):
    """The members of a batch."""

    __slots__ = ("addresses", "first_names", "grounds", "languages", "numbers")

    def __init__(
        self,
        numbers: list[int],
        addresses: list[str],
        first_names: list[str],
        languages: list[str],
        grounds: list[Ground],
    ) -> None:
        """Keep columns of one length.

        Raises:
            BadAddress: One of the addresses is not fit.
        """
        super().__init__()
        EmailAddress.check_all(addresses)
        self.numbers = numbers
        self.addresses = addresses
        self.first_names = first_names
        self.languages = languages
        self.grounds = grounds

    @classmethod
    def of(cls, members: Sequence[BatchMember]) -> Self:
        """Return members as their columns."""
        if isinstance(members, cls):
            return members
        return cls(
            [one.subscriber for one in members],
            [str(one.address) for one in members],
            [one.first_name for one in members],
            [one.language for one in members],
            [one.ground for one in members],
        )

    def __len__(self) -> int:
        return len(self.numbers)

    def _make(self) -> tuple[BatchMember, ...]:
        addresses = EmailAddress.read_all(self.addresses)
        columns = (self.numbers, addresses, self.first_names, self.languages, self.grounds)
        return tuple(map(BatchMember._make, zip(*columns, strict=True)))


class RecipientsOfBatch(_Rows[Recipient]):
    """The recipients of a batch.

    Attributes:
        delivery_ids: Their delivery ids.
        addresses: Their addresses as texts, already checked.
        values: Their merge values, with the names in the order of a recipient's own.
    """

    __slots__ = ("addresses", "delivery_ids", "values")

    def __init__(
        self, delivery_ids: list[str], addresses: list[str], values: Mapping[str, Column]
    ) -> None:
        """Keep columns of one length."""
        super().__init__()
        self.delivery_ids = delivery_ids
        self.addresses = addresses
        self.values = values

    @classmethod
    def of(cls, recipients: Sequence[Recipient]) -> Self:
        """Return recipients whose values have the same names, as their columns."""
        if isinstance(recipients, cls):
            return recipients
        names = recipients[0].values if recipients else ()
        return cls(
            ids_of(recipients),
            [str(one.address) for one in recipients],
            {name: [one.values[name] for one in recipients] for name in names},
        )

    def __len__(self) -> int:
        return len(self.delivery_ids)

    def _make(self) -> tuple[Recipient, ...]:
        addresses = EmailAddress.read_all(self.addresses)
        values = rows_of(self.values, len(self))
        return tuple(map(Recipient._make, zip(self.delivery_ids, addresses, values, strict=True)))


class AllAccepted(_Rows[Receipt]):
    """The receipts of a batch that was accepted whole, under one id.

    Attributes:
        delivery_ids: The deliveries, in the batch's order.
        provider_id: The provider's id, which may be empty.
    """

    __slots__ = ("delivery_ids", "provider_id")

    def __init__(self, delivery_ids: list[str], provider_id: str) -> None:
        """Keep what they say."""
        super().__init__()
        self.delivery_ids = delivery_ids
        self.provider_id = provider_id

    def __len__(self) -> int:
        return len(self.delivery_ids)

    def _make(self) -> tuple[Receipt, ...]:
        return tuple(
            map(Receipt, self.delivery_ids, repeat(Outcome.ACCEPTED), repeat(self.provider_id))
        )


def ids_of(rows: Sequence[Recipient] | Sequence[Receipt]) -> list[str]:
    """Return the delivery ids of recipients or receipts, in order."""
    if isinstance(rows, RecipientsOfBatch | AllAccepted):
        return rows.delivery_ids
    return [one.delivery_id for one in rows]


def rows_of(columns: Mapping[str, Column], count: int) -> list[dict[str, str]]:
    """Return so many rows, each with its own value of every column, in the columns' order."""
    blank = {name: column if isinstance(column, str) else "" for name, column in columns.items()}
    rows = [blank.copy() for _ in range(count)]
    for name, column in columns.items():
        if not isinstance(column, str):
            for row, value in zip(rows, column, strict=True):
                row[name] = value
    return rows
