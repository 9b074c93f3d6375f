# What stands about records that were set aside for checking.
quarantine-waiting = 等待书记处理
quarantine-proposed = 本人提出，待他人确认
quarantine-adopted = 已采纳
quarantine-refused = 未采纳
quarantine-disputed = 书记意见不一致
quarantine-none = 没有暂存待查的记录。
quarantine-said = 已处理的记录：{ $count }
quarantine-attested = 已出具证明，由所在支部计算。
