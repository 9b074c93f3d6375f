# 各个页面的一两句帮助：先是党员的，再是书记的

help-record = 请记录您参加的内容。没有网络也会立即保存在本机。
    .audio = help-record
help-saved = 已保存的意思是记录在本机里，关机也不会丢失。
    .audio = help-saved
help-sync = 有网络时请同步。几个星期没有网络也没有关系。
    .audio = help-sync
help-no_phone = 没有手机的人由书记点名，同样计入。
    .audio = help-no_phone
help-object = 如果有不对的地方，请提出异议。支部要答复每条异议。
    .audio = help-object
help-lost_phone = 手机丢了请告诉书记。用新的邀请码，您的记录会回到新手机上。
    .audio = help-lost_phone
help-roll = 每人只打一个标记。没有标记不算缺席。请假只打标记，不写原因。
help-queue = 先看凭据，再通过、退回或拒绝。退回或拒绝时请选择原因。
help-confirmed = 有点名或签到码确认的记录，可以一次全部通过。
help-two_secretaries = 两位书记没有网络也可以同时工作。两人都通过同一条记录，只计入一次。
help-conflict = 有冲突时两边都显示。请重新审核，新的审核结果取代旧的。
help-own_record = 关于自己的记录不能由自己审核，要由另一位有权限的人确认。
help-close = 结算之前请先同步，然后打印名单，张贴公示。
