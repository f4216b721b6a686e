from accounts.models import User
from orientation.models import Slot
from partners.enums import Permission
from partners.policies import has_permission, has_permission_anywhere


def can_offer_slots(user: User) -> bool:
    """May open appointments somewhere: counsellors."""
    return has_permission_anywhere(user, Permission.OPEN_SLOTS)


def can_edit_slot(user: User, slot: Slot) -> bool:
    """The one-object form of `Slot.objects.editable_by(user)`: one's own slots, while a counsellor of that partner."""
    return slot.counsellor_id == user.pk and has_permission(user, Permission.OPEN_SLOTS, slot.partner)
