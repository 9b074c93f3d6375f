# Amounts with their names, for texts and tables.

units-minutes = { $count } min
units-hours = { $count } h
units-hours_minutes = { $hours } h { $minutes } min
units-days = { $count } d
units-points = { $value } points
