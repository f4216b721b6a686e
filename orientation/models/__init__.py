from orientation.models.appointment import Appointment
from orientation.models.service import Service, Slot

__all__ = ["Appointment", "Service", "Slot"]
