# 打印的邀请码

sheet-title = 邀请码
sheet-scan = 请用手机扫描这个二维码，没有网络也可以马上记录；请在有效期内同步一次。
sheet-how = 也可以在有网络时输入这个邀请码。每个邀请只能用一次，只能用于一部手机。
sheet-until = 有效期至: { $value }
sheet-keep_private = 请不要把邀请码给别人。丢了请向书记要新的邀请码。

# 给个人的积分单
slip-title = 个人积分单
slip-what_counted = 已计入的内容
slip-what_cut = 超出上限、没有计入的部分
slip-how_to_object = 如果这里有不对的地方，请在手机上提出异议，或告诉书记。每条异议都会得到答复。截止日期: { $value }
slip-of = { $value } 的个人积分单

# 纸质点名表
roll_sheet-title = 点名表
roll_sheet-how_to = 每人只打一个标记。没有标记只表示没有点到，不算缺席。请假只打标记，不写原因。
roll_sheet-mark_present = 参加
roll_sheet-mark_late = 迟到
roll_sheet-mark_leave = 请假
roll_sheet-mark_absent = 缺席
roll_sheet-mark_exempt = 免于参加
