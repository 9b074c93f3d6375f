# 第一次记录之前的告知；每一句都是本服务的实际做法，见 docs/never.md

consent-title = 第一次记录之前
consent-who = 记录保管者: { $value }
consent-what = 保存的内容：您的姓名、支部和角色，您记录的培训、学习和活动，它们的审核结果，以及哪些手机是您的。
consent-what_not = 从不保存的内容：您在哪里、您的照片、身份证号码、家人、宗教、缺席的原因、您写给别人的内容。
consent-why = 目的：按大家都能读到的规则计算学时和积分。
consent-who_sees = 谁能查看：您本人、本支部的书记，以及需要处理时的乡镇。墙上只公示姓名和总分。
consent-reads = 在服务器上每次查看您的记录都会登记，您可以看到。在别人的手机上查看则无法看到。
consent-how_long = 保存期限: { $value }
consent-rights = 您随时可以查看和导出自己的记录，对有错误的地方提出异议，也可以申请删除。
consent-refuse_free = 您可以不同意。那样就在纸质点名表上打标记，您不会有任何损失。
consent-withdraw_how = 您随时可以撤回同意。撤回之后不再有新的记录。
consent-question = 您同意这部手机保存并上传这些记录吗？
consent-ask = 有疑问请问本支部的书记。
consent-version = 版本号: { $value }
consent-agree = 同意
consent-refuse = 不同意
consent-withdraw = 撤回同意

# 对告知的回答
notice-unasked = 还没有回答
notice-given = 已同意
notice-refused = 未同意
notice-outdated = 告知已更新，请再次回答
notice-kept_default = 直到您申请删除，或旧年度的内容按规定删除
notice-by_recording = 用命令记录即表示同意。不同意请用: drokpa phone consent refuse
