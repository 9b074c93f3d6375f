# 打印件：公示单

# 张贴的公示单
statement-title = 积分公示
statement-branch = 支部: { $value }
statement-period = 时段: { $value }
statement-rules = 规则: { $value }
statement-posted_on = 公示日期: { $value }
statement-objections_until = 提出异议的截止日期: { $value }
statement-name = 姓名
statement-total = 总分
statement-before = 上次公示
statement-change = 变动
statement-late_items = 补录
statement-corrections = 更正
statement-concurrent_closes = 本时段被同时结算了两次，两次的内容都在这份公示里。
statement-incomplete = 记录到齐之前不显示分数。尚未到达本机的记录: { $count }
statement-signature_line = 书记签字、日期
statement-nobody_ranked = 名单按名册顺序排列，不排名次。
