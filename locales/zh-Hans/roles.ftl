# 角色

role-member = 党员
role-roll_keeper = 点名员
role-secretary = 支部书记
role-station_keeper = 服务站管理员
role-township_reviewer = 乡镇审核员
role-organiser = 组织管理员
role-auditor = 监督员（只能查看）
