# 支部办公的页面：点名、审核、名册等。

office-queue = 审核

# 审核、异议
office-round = 轮次
office-note = 备注
office-decisions_here = 只在这部手机上的审核结果: { $count }。请尽快同步。
office-approve_all = 已确认的全部通过: { $count }
office-approve_all_means = 点名、签到码或代签已经确认的记录会立即通过并计入。要改变，只能重新审核；什么都不删除。
office-approved = 已通过: { $count }
office-confirmed = 有凭据
office-queue_empty = 没有等待审核的记录。
office-approve = 通过
office-return = 退回
office-reject = 拒绝
office-amount = 计多少
office-grant_rules = 按规则
office-grant_minutes = 改分钟数
office-grant_points = 改分数
office-choose = 请选择
office-decision_means = 新的审核结果取代这部手机上看到的所有旧结果。
office-decide_again = 重新审核
office-objections = 异议
office-answer = 答复
office-answer_words = 答复的理由
office-answer_means = 答复不改变积分。异议成立的，还要重新审核、点名或调整。

# 冲突、暂存待查
office-conflicts = 冲突
office-conflicts_of = 有冲突: { $count }
office-conflicts_none = 没有冲突。
office-conflicts_lead = 两边都保留。请先同步，商量后由一人处理。
office-sides = 谁说了什么
office-settle = 就这样处理
office-settle_means = 会这样处理
office-settle_other_mark = 审核结果不变，点名标记改为所选的。
office-settle_between = 通过所选的记录，其他的作为重复拒绝。
office-settle_replaces = 取代这部手机上看到的各方，所有手机同步后一致。什么都不删除。
office-parallel_lead = 再修改一次培训，就以那次为准。
office-quarantine = 暂存待查
office-quarantine_lead = 停用之后才到的记录。采纳之前不计入，也不会丢失。
office-device = 手机 { $value }
office-record = 记录
office-pick_all = 选择全部未处理的: { $count }
office-adopt = 采纳: { $count }
office-refuse = 不采纳: { $count }
office-adopt_means = 所选的记录会像其他记录一样计入。
office-refuse_means = 所选的记录不计入，但保留。以后仍可采纳。

# 加分、扣分、记为零
office-adjustments = 加分和扣分
office-adjustment_counting = 已计入
office-adjustment_possibly_same = 可能重复
office-adjustment_disputed = 有冲突
office-adjustment_proposal = 提议
office-adjustment_taken_back = 已撤销
office-adjust = 加分或扣分
office-separate = 不是重复，单独计入
office-separate_means = 这一项会计入，不再当作重复。
office-confirm = 同意这项提议
office-take_back = 撤销这一项
office-take_back_means = 这一项不再计入，但保留可查。
office-veto = 总分记为零
office-veto_withdraw = 收回“记为零”
office-veto_means = 只有支部和乡镇都这样决定才生效。任何一方收回，就恢复原来的积分。

# 公示
office-statements = 公示
office-close = 结算一个时段
office-close_lead = 结算后可以打印公示单和个人积分单。
office-period = 时段
office-close_sync = 这部手机还没有全部同步。请先同步，让该到的记录都到齐。
office-close_waits = 还在等待审核、这次不计入的: { $count }
office-close_objections = 还没有答复的异议: { $count }
office-close_again = 这个时段已经结算过。再结算一次，以新的为准。
office-close_means = 结算包括这部手机上这一年的全部记录。以后到的记录列入下一次公示。
office-close_now = 结算 { $value }
office-closed = 已结算的时段
office-closed_none = 还没有结算过。
office-closed_by = 结算人
office-print_wall = 打印公示单
office-print_slips = 打印全部个人积分单: { $count }
office-share_wall = 把公示单作为图片分享
office-picture_shared = 图片已分享。
office-picture_kept = 图片已保存到下载文件夹。

# 名册、手机
office-members = 名册
office-order = 排列顺序
office-order_roster = 名册顺序
office-order_bo = 藏文顺序
office-order_zh = 中文顺序
office-invite = 发邀请码
office-invite_lead = 选择需要邀请码的党员。要联网。
office-invite_replaces = 没有用过的旧邀请码同时失效。
office-invite_now = 生成邀请码: { $count }
office-invite_made = 新的邀请码: { $count }
office-print_invites = 打印邀请码
office-devices = 手机
office-devices_lead = 手机的情况要联网查看。
office-devices_fetch = 查看手机
office-devices_none = 还没有手机。
office-told_on = 上次消息: { $value }
office-silent = 请带个消息
office-silent_means = 这部手机很久没有网络。请带个消息，或者当面用二维码收取记录。这不说明本人的表现。
office-revoked = 已停用
office-revoke = 停用这部手机
office-revoke_means = 服务器已经收到的记录照常计入；以后到的暂存待查，由书记处理。什么都不删除。停用不能撤销。
office-revoke_since = 从哪一天起不在本人手里，可以不填
office-revoke_done = 已停用。
office-replace = 给一部新手机发邀请码
office-replace_lead = 手机丢了：先停用旧的，再发新的邀请码，记录会回到新手机上。

# 图表、考核
office-charts = 学时和出勤
office-chart_hours = 每月学时，整个支部
office-chart_attendance = 每次培训的参加人数
office-as_table = 数字
office-month = 月份
office-attended = 参加人数
office-evaluation_file = 考核文件
office-evaluation_lead = 选择组织发的考核文件。报告在这部手机上计算。
office-evaluation_show = 计算
office-sector = 领域
office-from = 从
office-to = 到
