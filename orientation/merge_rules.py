from core.merge import Moves, Rules

# Two times that overlap cannot both be one counsellor's: those of the closed account stay there.
RULES: Rules = {
    "orientation.Slot.partner": Moves(),
    "orientation.Slot.counsellor": Moves(),
    "orientation.Appointment.person": Moves(),
}
