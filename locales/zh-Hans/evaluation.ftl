# 支部考核报告，总分 100 分

evaluation-title = 支部考核
evaluation-indicator = 考核指标
evaluation-value = 得分
evaluation-weight = 满分
evaluation-manual = 人工评分
evaluation-author = 评分人: { $value }
evaluation-evidence_mix = 凭据构成
evaluation-not_measured = 没有可测量的内容
evaluation-measured_of = 已测量部分的得分: { $done } / { $total }
evaluation-two_values = 两人评分不一致。两个都显示，都不计入。
evaluation-nobody_ranked = 支部按名称排列，不排名次。
