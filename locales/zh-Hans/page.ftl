# 表头与网页

# 表头
head-member = 党员
head-name = 姓名
head-branch = 支部
head-points = 积分
head-stars = 星级
head-hours = 学时
head-minutes = 分钟
head-base = 基础分
head-bonus = 加分
head-deduct = 扣分
head-total = 总分
head-target = 目标
head-date = 日期
head-training = 培训
head-kind = 类型
head-decision = 审核结果
head-state = 状态
head-why = 原因

# 网页
page-empty = 还没有记录。
page-native_review = 藏文文字尚未经母语者审阅。
