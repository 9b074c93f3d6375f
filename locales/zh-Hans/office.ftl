# 支部办公的页面：点名、审核、名册等。

office-queue = 审核
