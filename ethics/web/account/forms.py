"""The forms of one's own account. What is asked of a password is said by the service that takes it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from ethics.web.forms import Form, LineField, Within

LONGEST_ADDRESS = 254
LONGEST_SEALED = 8 * 1024 * 1024


class AddressField(LineField):
    """An e-mail address; a message beside it where it cannot be one."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, [InputRequired(_l("Enter an e-mail address.")), Within(LONGEST_ADDRESS)], **more)


def _password(label: str, missing: str) -> PasswordField:
    return PasswordField(label, [InputRequired(missing), Within(1000)])


class SignInForm(Form):
    """E-mail address and password; where to go next, and what had been typed before."""

    email = AddressField(_l("E-mail address"))
    password = _password(_l("Password"), _l("Enter your password."))
    remember = BooleanField(_l("Remember this device for 30 days"))
    next = HiddenField()
    kept = HiddenField(validators=[Length(max=LONGEST_SEALED)])


class AgainForm(Form):
    """The password once more, on a device that is remembered; where to go next, and what had been typed before."""

    password = _password(_l("Password"), _l("Enter your password."))
    next = HiddenField()
    kept = HiddenField(validators=[Length(max=LONGEST_SEALED)])


class ForgottenForm(Form):
    """Where to send a link for choosing a new password."""

    email = AddressField(_l("E-mail address"))


class NewPasswordForm(Form):
    """A password, chosen."""

    password = _password(_l("New password"), _l("Choose a password."))


class ChangePasswordForm(Form):
    """A password, changed by who knows the present one."""

    current_password = _password(_l("Present password"), _l("Enter your present password."))
    password = _password(_l("New password"), _l("Choose a new password."))


class ChangeAddressForm(Form):
    """Another e-mail address, asked for by who knows the password."""

    email = AddressField(_l("New e-mail address"))
    current_password = _password(_l("Password"), _l("Enter your password."))


class PressForm(Form):
    """Nothing but one button."""
