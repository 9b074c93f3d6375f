# 带单位的数量

units-minutes = { $count } 分钟
units-hours = { $count } 小时
units-hours_minutes = { $hours } 小时 { $minutes } 分钟
units-days = { $count } 天
units-points = { $value } 分
