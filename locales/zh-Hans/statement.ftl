# 打印件：公示单、个人积分单、点名表

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

# 给个人的积分单
slip-title = 个人积分单
slip-what_counted = 已计入的内容
slip-what_cut = 超出上限、没有计入的部分
slip-how_to_object = 如果这里有不对的地方，请在手机上提出异议，或告诉书记。每条异议都会得到答复。截止日期: { $value }

# 纸质点名表
roll_sheet-title = 点名表
roll_sheet-how_to = 每人只打一个标记。没有标记只表示没有点到，不算缺席。请假只打标记，不写原因。
roll_sheet-mark_present = 参加
roll_sheet-mark_late = 迟到
roll_sheet-mark_leave = 请假
roll_sheet-mark_absent = 缺席
roll_sheet-mark_exempt = 免于参加
slip-of = { $value } 的个人积分单
