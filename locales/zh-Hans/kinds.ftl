# 培训、记录、点名标记与凭据的种类

# 培训
kind-topic_training = 专题培训
kind-on_site_visit = 实地观摩
kind-phone_learning = 掌上培训
kind-live_lecture = 直播党课
kind-away_training = 外出培训
kind-branch_meeting = 支部会议
kind-theme_day = 主题党日
kind-performance = 教育演出
kind-volunteering = 志愿服务

# 记录
claim-attendance = 参加培训
claim-study = 学习
claim-activity = 活动
claim-unlisted = 未列出的培训

# 点名标记
mark-present = 参加
    .audio = mark-present
mark-late = 迟到
    .audio = mark-late
mark-leave = 请假
    .audio = mark-leave
mark-absent = 缺席
    .audio = mark-absent
mark-exempt = 免于参加
    .audio = mark-exempt

# 凭据
evidence-phone = 党员本人手机记录
evidence-roll = 点名标记
evidence-host = 服务站证明
evidence-entered_for = 由他人代签
evidence-code = 签到码
