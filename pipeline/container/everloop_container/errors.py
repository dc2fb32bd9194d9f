"""Errors by reaction: a person corrects the input, a caller corrects a request."""


class BadInput(Exception):
    """What the job was given can't be used; the text is one sentence for a person and becomes the FailureReason."""

    def __init__(self, where: str, what: str, *, got: object, remedy: str) -> None:
        """Worded as `<where>: <what> must <rule>, got <value>; <remedy>`; `what` includes its rule."""
        super().__init__(f"{where}: {what}, got {got}; {remedy}")


class Refusal(Exception):
    """One input of a request can't be scored. Codes are those of the validation's reasons where one fits."""

    def __init__(self, code: str, message: str, remedy: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.status = status
        """HTTP status when the whole request consists of this input."""

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message, "remedy": self.remedy}
