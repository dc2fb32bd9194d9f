"""How a picture becomes the model's input: fixed when a data set is prepared, carried by the model to serving."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

Colour = Literal["grey", "rgb"]
Framing = Literal["product", "whole"]
Polarity = Literal["auto", "dark-product", "light-product"]

COLOURS: tuple[str, ...] = get_args(Colour)
FRAMINGS: tuple[str, ...] = get_args(Framing)
POLARITIES: tuple[str, ...] = get_args(Polarity)

# the gradient grids have 7 and 4 cells a side
SIDE_STEP = 28
MAX_SIDE = 224


@dataclass(frozen=True)
class Preparation:
    input_side: int = 28
    """Pixels, a multiple of 28."""
    colour: Colour = "grey"
    framing: Framing = "product"
    """`product`: the square around what stands out from the background; `whole`: the whole picture, padded square."""
    polarity: Polarity = "auto"
    """Whether products are darker or lighter than their background; `auto` decides picture by picture."""

    @property
    def channels(self) -> int:
        """1: tone; 4: tone, red, green, blue."""
        return 1 if self.colour == "grey" else 4

    @property
    def shape(self) -> tuple[int, int, int]:
        return (self.input_side, self.input_side, self.channels)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        return cls(**document)
