# What is wrong with a file of rules or evaluations, and what to change. { $path } is the place in the
# file. One message for every code of the tables PROBLEMS in sync-core/src/model/rules/check.rs and
# sync-core/src/model/evaluation/check.rs.

# Rules.
rules-problem-rules_missing = The file has no rules. Write at least one version. Place: { $path }
rules-problem-forced_quota = This field fixes how many may get stars or points. No share may be forced; please delete the field. Place: { $path }
rules-problem-rules_id_malformed = The id of the rules is not written as it must be. Please use 1 to 32 of A-Z, a-z, 0-9, _ and the hyphen. Place: { $path }
rules-problem-version_zero = The version number is 0. Please write 1 or more. Place: { $path }
rules-problem-period_months = The rules year does not have 12 months. Please write 12. Place: { $path }
rules-problem-period_start_month = The rules year cannot begin in this month. Please write a month from 1 to 12. Place: { $path }
rules-problem-points_range = The amount is too large, or below 0 where it may not be. Amounts are tenths of a point; please write at most 100000. Place: { $path }
rules-problem-items_too_many = There are more than 200 items. Please delete some, or put some together. Place: { $path }
rules-problem-item_twice = Two items have the same id. Please give one of them another id. Place: { $path }
rules-problem-zh_missing = The Chinese name is missing. Please write it. Place: { $path }
rules-problem-bo_missing = The Tibetan name is missing. Write it before publishing, so that all can read it. Place: { $path }
rules-problem-name_too_long = The name has more than 60 characters. Please shorten it. Place: { $path }
rules-problem-deduct_positive = This deduction adds points. Please write a minus sign before the amount, or change the kind of the item. Place: { $path }
rules-problem-addition_negative = This item should add points but deducts them. Please delete the minus sign, or change the kind of the item. Place: { $path }
rules-problem-points_zero = This item neither adds nor deducts points. Please write an amount, or delete the item. Place: { $path }
rules-problem-cap_negative = The cap is below 0. Please write 0 or more, without a minus sign for a deduction too. Place: { $path }
rules-problem-cap_without_period = The cap names no period, so it is taken for the whole rules year. Please write year, quarter or month. Place: { $path }
rules-problem-period_without_cap = There is a period for a cap but no cap. Please write the cap, or delete the period. Place: { $path }
rules-problem-deduct_proposed_by_member = Members may not propose deductions; only the branch may. Please write branch. Place: { $path }
rules-problem-star_range = A star level is from 1 to 10. Please write it again. Place: { $path }
rules-problem-star_order = The star levels do not go down from the highest. Please write them so that each is lower and needs fewer points than the one before. Place: { $path }
rules-problem-publish_days = The list has to hang, and be open to objections, for at least one day. Please write 1 or more. Place: { $path }
rules-problem-veto_not_zero = A veto can only set the total score to zero. Please write 0. Place: { $path }
rules-problem-hours_range = The training target has to be from 1 to 1000 whole hours. Please write it again. Place: { $path }
rules-problem-exempt_who_missing = It is not said who is exempt. Please write a category, a sector or a role. Place: { $path }
rules-problem-exempt_range = The exemption ends before it begins, or its two days are not written alike. Please write both with the year, the earlier first, or both without the year. Place: { $path }
rules-problem-version_order = This version does not begin on a later day than the one before. Please write a later day. Place: { $path }
rules-problem-version_twice = Two versions of these rules have the same number. Please give the newer one a higher number. Place: { $path }
rules-problem-start_month_changed = The rules year begins in another month than in the version before. Please keep the month, or take a new id for the rules. Place: { $path }
rules-problem-item_kind_changed = The item is of another kind than in the version before. Please keep the kind, or take a new id for the item. Place: { $path }
rules-problem-effective_before_publication = The rules would begin before they are published, and the past is never scored again. Please write the day of publication or a later one. Place: { $path }

# Evaluations of branches.
evaluation-problem-evaluations_missing = The file has no evaluation. Write at least one version. Place: { $path }
evaluation-problem-forced_quota = This field fixes how many may be rated well or badly. No share may be forced; please delete the field. Place: { $path }
evaluation-problem-rank_field = This field ranks branches against each other. Branches are never ranked; please delete the field. Place: { $path }
evaluation-problem-evaluation_id_malformed = The id of the evaluation is not written as it must be. Please use 1 to 32 of A-Z, a-z, 0-9, _ and the hyphen. Place: { $path }
evaluation-problem-version_zero = The version number is 0. Please write 1 or more. Place: { $path }
evaluation-problem-sector_malformed = The sector is missing or not written as it must be. Please write one of the branch list, such as village. Place: { $path }
evaluation-problem-total_wrong = An evaluation is out of 100 points. Please write 1000, in tenths of a point. Place: { $path }
evaluation-problem-weights_sum = The weights of the indicators do not add up to 100 points. Please change them so that they add up to 1000 tenths. Place: { $path }
evaluation-problem-weight_zero = This indicator has no weight. Please write one, or delete the indicator. Place: { $path }
evaluation-problem-indicators_too_many = There are more than 50 indicators. Please delete some, or put some together. Place: { $path }
evaluation-problem-indicator_twice = Two indicators have the same id. Please give one of them another id. Place: { $path }
evaluation-problem-zh_missing = The Chinese name is missing. Please write it. Place: { $path }
evaluation-problem-bo_missing = The Tibetan name is missing. Write it before publishing, so that all can read it. Place: { $path }
evaluation-problem-name_too_long = The name has more than 60 characters. Please shorten it. Place: { $path }
evaluation-problem-measure_missing = It is not said how this indicator gets its value. Please name a measure, or write that it is manual. Place: { $path }
evaluation-problem-measure_and_manual = This indicator is both measured and given by hand. Please keep one of the two. Place: { $path }
evaluation-problem-measure_twice = Two indicators measure the same thing, so it would count twice. Please put them together, or change one. Place: { $path }
evaluation-problem-target_range = The target is more than the whole. Please write it in thousandths, from 1 to 1000. Place: { $path }
evaluation-problem-target_unused = A target has no effect on a value given by hand. Please delete it. Place: { $path }
evaluation-problem-days_missing = It is not said within how many days something is in time. Please write the days. Place: { $path }
evaluation-problem-days_range = The days are more than 366. Please write fewer. Place: { $path }
evaluation-problem-days_unused = Days have no effect on this indicator. Please delete them. Place: { $path }
evaluation-problem-version_order = This version does not begin on a later day than the one before. Please write a later day. Place: { $path }
evaluation-problem-version_twice = Two versions of this evaluation have the same number. Please give the newer one a higher number. Place: { $path }
evaluation-problem-sector_changed = The sector is another than in the version before. Please keep the sector, or take a new id for the evaluation. Place: { $path }
evaluation-problem-sector_twice = Two evaluations are for the same sector. Please keep one, or change the sector of the other. Place: { $path }
evaluation-problem-effective_before_publication = It would evaluate periods that began before it is published. Please write the day of publication or a later one. Place: { $path }
