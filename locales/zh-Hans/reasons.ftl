# 退回、拒绝或标记的原因；从不记录请假原因

reason-evidence_missing = 缺少凭据
reason-wrong_training = 培训不对
reason-wrong_minutes = 分钟数不对
reason-duplicate = 重复
reason-late_entry = 补录
reason-not_present = 当时没有参加
reason-other = 其他
