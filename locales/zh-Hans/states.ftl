# 记录的各种状态。

# 记录在哪里
delivery-on_this_phone = 在本机
delivery-arrived = 已送达
delivery-waiting = 等待中
delivery-quarantined = 暂存待查
delivery-rejected = 未接收

# 审核结果
decision-pending = 待审核
    .audio = decision-pending
decision-approved = 已通过
    .audio = decision-approved
decision-returned = 已退回
    .audio = decision-returned
decision-rejected = 已拒绝
    .audio = decision-rejected
decision-disputed = 有冲突
    .audio = decision-disputed
decision-withdrawn = 已撤回
    .audio = decision-withdrawn

# 公示情况
posting-open = 未公示
posting-posted = 已公示
posting-objected = 有异议
posting-answered = 异议已答复

# 党员看到的五个词
word-on_this_phone = 在本机
    .audio = word-on_this_phone
word-arrived = 已送达
    .audio = word-arrived
word-counted = 已计入
    .audio = word-counted
word-not_counted = 未计入
    .audio = word-not_counted
word-needs_you = 需要您处理
    .audio = word-needs_you

# 服务器对一组记录的处理
fate-accepted = 已接收
fate-known = 早已收到
fate-waiting = 等待前面的记录
fate-quarantined = 暂存待查
fate-forked = 与先前的记录有冲突
fate-rejected = 未接收

# 手机的状态
status-saved = 已保存
    .audio = status-saved
status-outbox = 待上传: { $count }
status-waiting = 等待前面的记录: { $count }
status-rejected = 未接收: { $count }
status-quarantined = 暂存待查: { $count }
status-awaiting_decision = 待审核: { $count }
status-synced = 同步已完成。
    .audio = status-synced
status-not_synced = 同步还没有完成。
    .audio = status-not_synced
status-last_confirmed = 上次确认: { $value }
status-never_confirmed = 服务器还没有确认过。
status-earlier_missing = 还在另一部手机上的前面的记录: { $count }
status-newer_app = 需要更新应用才能显示。
status-as_posted = 显示已公示的时段: { $value }
status-nothing_posted = 这一年还没有本应用能显示的公示。

# 同步结果
sync-nothing_new = 没有新内容。
    .audio = sync-nothing_new
sync-more = 还有内容没有传完，请继续同步。
    .audio = sync-more
sync-complete = 传输完成: { $done } / { $total }
sync-cut = 传输中断: { $done } / { $total }

# 冲突与所用的规则
conflict-equal_values = 同样的内容记录了多次，只计入一次。
conflict-two_decisions = 有两个不同的审核结果。在书记处理之前都不计入。
conflict-township_over_branch = 乡镇与支部的审核结果不同。以乡镇的结果为准。
conflict-two_marks = 点名有两个不同的标记。在书记处理之前都不计入。
conflict-roll_against_decision = 点名与审核结果不一致。在书记处理之前不计入。
conflict-two_claims = 同一件事有两种记录。两种都显示，等待书记选定一种。
conflict-parallel_edits = 同一次培训同时被修改了两次。两次修改都保留，只显示一次。
conflict-own_record = 这是关于记录人自己的。由另一位有权限的人确认后才计入。
conflict-possible_duplicate = 这两项可能是重复。在确认不是重复之前只计入一次。
conflict-concurrent_closes = 本时段被同时结算了两次。两次合并计算，都会显示。
conflict-settled_by = 处理人: { $value }

# 为什么没有全部计入
explain-item_cap = 这个项目的上限已用完，超出的部分不计分。学时照计。
explain-base_cap = 基础分的上限已用完，超出的部分不计分。学时照计。
explain-unknown_item = 当天的规则里没有这个项目，不计分。学时照计。
explain-outside_cycle = 那一天属于另一个规则年度，计入那个年度。
explain-no_rules = 那一天还没有生效的规则，不计分。学时照计。
explain-outside_membership = 那一天党员不在这个支部，在这里不计分，也不计学时。
explain-proposal = 这是提议。由另一位有权限的人确认后才计入。
explain-contested = 党员对这次缺席有异议。在处理之前不扣分。
explain-veto = 支部和乡镇都决定把总分记为零。

# 缺席、异议和调整
absence-counted = 缺席已计入
absence-contested = 缺席有异议
objection-open = 异议待答复
objection-answered = 异议已答复
objection-upheld = 异议成立
objection-refused = 异议不成立
objection-due = 答复期限: { $value }
objection-escalated = 已转给乡镇
adjust-addition = 加分
adjust-deduction = 扣分
