# 规则文件和考核办法文件的问题，与 sync-core/src/model 下两张 PROBLEMS 表一一对应：哪里不对，怎样修改。
# { $path } 是在文件里的位置。

# 规则
rules-problem-rules_missing = 文件里没有规则。请至少写一个版本。位置: { $path }
rules-problem-forced_quota = 这个字段规定了星级或积分的名额。不得强制分配名额，请删除这个字段。位置: { $path }
rules-problem-rules_id_malformed = 规则的编号写得不正确。请用 A-Z、a-z、0-9、_ 和 - 写 1 到 32 个字符。位置: { $path }
rules-problem-version_zero = 版本号是 0。请写 1 或更大的数。位置: { $path }
rules-problem-period_months = 规则年度不是 12 个月。请写 12。位置: { $path }
rules-problem-period_start_month = 规则年度的起始月份不存在。请写 1 到 12。位置: { $path }
rules-problem-points_range = 分值太大，或在不允许的地方小于 0。分值以十分之一分为单位，请写不超过 100000 的数。位置: { $path }
rules-problem-items_too_many = 项目超过 200 个。请删除或合并一些。位置: { $path }
rules-problem-item_twice = 两个项目的编号相同。请给其中一个换编号。位置: { $path }
rules-problem-zh_missing = 没有汉文名称。请填写。位置: { $path }
rules-problem-bo_missing = 没有藏文名称。请补上再发布，让大家都能看懂。位置: { $path }
rules-problem-name_too_long = 名称超过 60 个字符。请缩短。位置: { $path }
rules-problem-deduct_positive = 这个扣分项目写成了加分。请在分值前写负号，或更改项目类型。位置: { $path }
rules-problem-addition_negative = 这个加分项目写成了扣分。请删除负号，或更改项目类型。位置: { $path }
rules-problem-points_zero = 这个项目既不加分也不扣分。请填写分值，或删除这个项目。位置: { $path }
rules-problem-cap_negative = 上限小于 0。请写 0 或更大的数，扣分的上限也不写负号。位置: { $path }
rules-problem-cap_without_period = 上限没有写周期，按整个规则年度计算。请写 year、quarter 或 month。位置: { $path }
rules-problem-period_without_cap = 写了上限的周期，没有写上限。请填写上限，或删除周期。位置: { $path }
rules-problem-deduct_proposed_by_member = 扣分不能由党员提出，只能由支部提出。请写 branch。位置: { $path }
rules-problem-star_range = 星级要在 1 到 10 之间。请重新填写。位置: { $path }
rules-problem-star_order = 星级没有从高到低排列。请按顺序写，星级低的最低分也要低。位置: { $path }
rules-problem-publish_days = 公示和提异议的时间至少要有一天。请写 1 或更大的数。位置: { $path }
rules-problem-veto_not_zero = 否决只能把总分记为零。请写 0。位置: { $path }
rules-problem-hours_range = 培训学时目标要在 1 到 1000 小时之间。请重新填写。位置: { $path }
rules-problem-exempt_who_missing = 没有写谁免于参加。请写类别、领域或角色。位置: { $path }
rules-problem-exempt_range = 免于参加的结束日期早于开始日期，或两个日期的写法不同。请两个都写年份，早的在前，或两个都不写年份。位置: { $path }
rules-problem-version_order = 这个版本的生效日期不比上一个版本晚。请写更晚的日期。位置: { $path }
rules-problem-version_twice = 这套规则有两个版本的版本号相同。请给新的版本写更大的版本号。位置: { $path }
rules-problem-start_month_changed = 规则年度的起始月份与上一个版本不同。请保持原来的月份，或给规则换新的编号。位置: { $path }
rules-problem-item_kind_changed = 项目类型与上一个版本不同。请保持原来的类型，或给项目换新的编号。位置: { $path }
rules-problem-effective_before_publication = 规则的生效日期早于发布日期，过去的积分不会重算。请写发布当天或以后的日期。位置: { $path }

# 支部考核办法
evaluation-problem-evaluations_missing = 文件里没有考核办法。请至少写一个版本。位置: { $path }
evaluation-problem-forced_quota = 这个字段规定了评为好或差的名额。不得强制分配名额，请删除这个字段。位置: { $path }
evaluation-problem-rank_field = 这个字段给支部排名次。支部之间不排名，请删除这个字段。位置: { $path }
evaluation-problem-evaluation_id_malformed = 考核办法的编号写得不正确。请用 A-Z、a-z、0-9、_ 和 - 写 1 到 32 个字符。位置: { $path }
evaluation-problem-version_zero = 版本号是 0。请写 1 或更大的数。位置: { $path }
evaluation-problem-sector_malformed = 没有写领域，或写得不正确。请写支部名单里的领域，如 village。位置: { $path }
evaluation-problem-total_wrong = 考核总分是 100 分。以十分之一分为单位，请写 1000。位置: { $path }
evaluation-problem-weights_sum = 各指标的满分加起来不是 100 分。请修改，使合计为 1000 个十分之一分。位置: { $path }
evaluation-problem-weight_zero = 这个指标的满分是 0。请填写，或删除这个指标。位置: { $path }
evaluation-problem-indicators_too_many = 指标超过 50 个。请删除或合并一些。位置: { $path }
evaluation-problem-indicator_twice = 两个指标的编号相同。请给其中一个换编号。位置: { $path }
evaluation-problem-zh_missing = 没有汉文名称。请填写。位置: { $path }
evaluation-problem-bo_missing = 没有藏文名称。请补上再发布，让大家都能看懂。位置: { $path }
evaluation-problem-name_too_long = 名称超过 60 个字符。请缩短。位置: { $path }
evaluation-problem-measure_missing = 没有写这个指标怎样得分。请写测量方法，或写明 manual。位置: { $path }
evaluation-problem-measure_and_manual = 这个指标既写了测量方法，又写了人工评分。请只保留一种。位置: { $path }
evaluation-problem-measure_twice = 两个指标测量的是同一件事，会重复计分。请合并，或修改其中一个。位置: { $path }
evaluation-problem-target_range = 目标超过了全部。请以千分之一为单位，写 1 到 1000。位置: { $path }
evaluation-problem-target_unused = 人工评分的指标不用目标。请删除目标。位置: { $path }
evaluation-problem-days_missing = 没有写几天之内算及时。请填写天数。位置: { $path }
evaluation-problem-days_range = 天数超过 366。请写少一些。位置: { $path }
evaluation-problem-days_unused = 这个指标不用天数。请删除天数。位置: { $path }
evaluation-problem-version_order = 这个版本的生效日期不比上一个版本晚。请写更晚的日期。位置: { $path }
evaluation-problem-version_twice = 这个考核办法有两个版本的版本号相同。请给新的版本写更大的版本号。位置: { $path }
evaluation-problem-sector_changed = 领域与上一个版本不同。请保持原来的领域，或给考核办法换新的编号。位置: { $path }
evaluation-problem-sector_twice = 两个考核办法属于同一个领域。请只保留一个，或修改另一个的领域。位置: { $path }
evaluation-problem-effective_before_publication = 生效日期早于发布日期，会考核已经开始的时段。请写发布当天或以后的日期。位置: { $path }
