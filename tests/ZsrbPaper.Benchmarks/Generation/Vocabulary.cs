namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>
/// The words of generated texts, by class and rank. The first of each class are a list of our own, in the order of their rank; what follows is
/// composed of parts, the earlier ones first, so that frequencies have the long tail of natural language.
/// </summary>
internal static class Vocabulary
{
    private static readonly string[] _nounHeads = Words(
        "项目 工程 工作 活动 平台 中心 体系 机制 产业 企业 市场 服务 设施 管理 技术 资源 基地 队伍 政策 方案 计划 制度 标准 产品 系统 信息 网络 质量 规划 行动 "
        + "试点 培训 比赛 展览 论坛 课程 教育 文化 设备 材料 资金 补贴 价格 订单 园区 车间 实验室 生产线 仓库 码头 公园 学校 医院 市集 展馆 剧场 书屋 食堂 驿站 站点 泵站 水厂 电站 隧道 桥梁 道路 管网");

    private static readonly string[] _nounParts = Words(
        "城市 社区 农业 工业 教育 医疗 交通 环境 生态 文化 旅游 科技 数字 智能 绿色 安全 消费 就业 住房 养老 儿童 青年 妇女 老年 志愿 法律 金融 税务 贸易 物流 "
        + "电力 燃气 供水 排水 防洪 消防 应急 气象 海洋 渔业 水产 花卉 果蔬 粮食 畜牧 林业 湿地 河道 水库 海堤 灯饰 五金 家电 家具 服装 游艺 医药 光电 机械 包装 "
        + "食品 纺织 造船 风电 储能 芯片 软件 数据 卫星 精密 冷链 电商 跨境 会展 体育 足球 游泳 龙舟 曲艺 粤剧 书画 摄影 阅读 图书 档案 文物 非遗 民俗 侨乡 慈善 救助");

    private static readonly string[] _placeFirst = Words("南 北 东 西 大 小 上 下 新 古 长 平 安 永 和 金 银 石 沙 水 横 茂 隆 宝 民 福 胜 港 板 黄 白 青 雍 神 阜 坦 五 三 濠 沙");
    private static readonly string[] _placeSecond = Words("岗 塘 涌 洲 湾 溪 坑 山 岭 湖 滘 田 园 屋 堡 亭 桂 圃 头 角 栏 埔 沥 基 围 丰 乡 门");
    private static readonly string[] _placeLast = Words("镇 村 街道 社区 路 大道 工业园 码头 新区 桥 公园 小学 中学 医院 广场 市场");

    private static readonly string[] _surnames = Words(
        "陈 李 黄 张 梁 林 王 吴 刘 何 郑 冯 杨 周 罗 徐 郭 谢 萧 卢 麦 欧阳 高 苏 蔡 余 邓 潘 叶 简 谭 胡 朱 赵 曾 彭 许 孙 马 程 方 袁 严 温 莫 阮 韦 孔 范 邱 "
        + "廖 江 甘 尹 关 司徒 缪 钟 崔 冼 霍 屈 区 蓝 丁 伍 容 贺 姚 邝 刁 毛 池 唐 汤 雷 龙 万 段 钱");

    private static readonly string[] _given = Words(
        "文 明 国 华 志 建 伟 强 军 平 东 海 波 涛 辉 杰 锋 超 勇 斌 刚 毅 俊 峰 磊 鹏 飞 翔 宇 浩 然 子 轩 晨 阳 天 佑 家 豪 嘉 欣 怡 婷 雅 静 芳 兰 梅 秀 英 丽 娟 燕 玲 慧 敏 "
        + "珊 琳 琪 颖 雪 冰 洁 莹 倩 蕾 薇 诗 涵 梦 瑶 思 佳 美 玉 珍 淑 贤 惠 健 康 成 功 立 新 永 庆 祥 瑞 福 荣 富 贵 宝 银 铁 钢 林 森 炎 焕 灿 煜 烨 培 坤 垣 城");

    /// <summary>Things.</summary>
    public static RankedWords Nouns { get; } = new(Words(
        "工作 问题 企业 项目 群众 社会 经济 市民 城市 服务 建设成果 生活 技术 产业 学生 情况 农民 资金 市场 时间 活动 文化 医院 学校 老师 孩子 工程 道路 环境 质量 安全 产品 "
        + "政策 会议 领导 干部 党员 代表 委员 专家 记者 居民 业主 司机 游客 消费者 工人 医生 护士 老人 志愿者 家长 客户 车辆 公交车 地铁 河涌 水质 空气 垃圾 树木 绿地 花卉 水稻 鱼塘 "
        + "菜篮子 物价 房价 工资 社保 医保 学位 就业岗位 创业者 人才 专利 论文 课题 图书 电影 演出 比赛 冠军 球队 教练 运动员 健身 台风 暴雨 高温 寒潮 洪水 险情 火灾 事故 案件 法院 "
        + "警察 律师 合同 投诉 举报 调查 处罚 罚款 证书 许可 手续 窗口 电话 短信 手机 电脑 软件 数据 平台 机器人 生产线 订单 出口 进口 外贸 港口 集装箱 仓库 快递 电商 直播 品牌 商标 "
        + "税收 预算 债券 贷款 利率 存款 股票 保险 银行 基金 投资者 股东 董事会 工会 妇联 协会 商会 华侨 乡亲 祠堂 古村 牌坊 博物馆 纪念馆 展览 文物 非遗 传承人 粤剧 醒狮 灯会 春节 中秋 清明 端午")
        .Concat(Compounds(_nounParts, _nounHeads)));

    /// <summary>What is done to things.</summary>
    public static RankedWords Verbs { get; } = new(Words(
        "推进 加强 开展 完善 建设 提升 解决 落实 支持 组织 参加 举办 实施 推动 促进 保障 服务 管理 检查 调研 研究 部署 启动 完成 实现 扩大 增加 减少 降低 优化 整合 引进 培育 打造 推广 "
        + "应用 改造 维修 清理 整治 查处 督促 指导 协调 帮助 慰问 走访 看望 接待 签订 发布 公布 介绍 展示 宣传 普及 传播 学习 讨论 审议 通过 修订 制定 执行 监督 考核 评估 验收 交付 投入 "
        + "使用 生产 销售 出口 采购 运输 储存 种植 养殖 收割 加工 包装 设计 研发 测试 安装 调试 拆除 搬迁 安置 补偿 救助 捐赠 募集 发放 申请 登记 办理 审批 缴纳 退还 维护 保护 修复 利用 开放 关闭 "
        + "暂停 恢复 延长 缩短 覆盖 连接 跨越 穿过 改变 创造 保持 延续 继承 弘扬 挖掘 整理 收集 记录 拍摄 出版 演出 创作 比拼 夺得 刷新 突破"));

    /// <summary>How things are.</summary>
    public static RankedWords Adjectives { get; } = new(Words(
        "新的 重要 主要 全面 良好 现代 优质 先进 便捷 安全 稳定 绿色 健康 丰富 多样 完善 有效 具体 严格 规范 公平 透明 高效 精准 温暖 热闹 漂亮 干净 整洁 宽敞 古老 传统 独特 著名 普通 困难 "
        + "紧急 复杂 特殊 临时 长期 短期 大型 小型 专业 志愿 免费 便宜 昂贵 新鲜 美味 鲜艳 安静 明亮"));

    /// <summary>When and how something is done.</summary>
    public static RankedWords Adverbs { get; } = new(Words(
        "已经 正在 将 进一步 不断 积极 认真 切实 全力 扎实 及时 首先 同时 随后 再次 陆续 逐步 率先 共同 分别 主动 继续 着力 大力 深入 有序 如期 提前 顺利 成功 联合 专门 统一 集中 连续 反复 仔细"));

    /// <summary>Who does it: offices and companies.</summary>
    public static RankedWords Organisations { get; } = new(Words(
        "市政府 市委 教育局 公安局 卫生局 交通局 水务局 住建局 民政局 财政局 税务局 农业局 文化局 体育局 环保局 城管局 消防大队 交警支队 气象台 供电局 自来水公司 公交公司 市总工会 团市委 市妇联 市科协 "
        + "红十字会 图书馆 博物馆 文化馆 人民医院 中医院 第一中学 实验小学 职业学院 检察院 法院 海关 海事局 邮政局 统计局 商务局 旅游局 档案馆 市场监管局 行业协会 商会 志愿者协会")
        .Concat(Compounds(_nounParts, ["公司", "集团", "协会", "研究所", "合作社", "工作室", "联合会"])));

    /// <summary>Where.</summary>
    public static RankedWords Places { get; } = new(
        Words("石岐 南朗 火炬区 小榄 古镇 三乡 坦洲 东升 沙溪 大涌 横栏 板芙 民众 黄圃 南头 阜沙 三角 五桂山 翠湖 岐江 孙文路 中山路")
        .Concat(Compounds([.. Compounds(_placeFirst, _placeSecond)], _placeLast)));

    /// <summary>Surname and given name.</summary>
    public static RankedWords People { get; } = new(Compounds(_surnames, [.. Compounds(_given, _given).Take(4_000)]).Take(60_000));

    /// <summary>What numbers count.</summary>
    public static IReadOnlyList<string> Units { get; } = Words("万元 亿元 个 名 户 家 次 项 件 公里 米 吨 平方米 亩 辆 台 套 场 批 人次 % 万 千瓦时 元 小时 天");

    public static IReadOnlyList<string> Sections { get; } = Words("要闻 新闻 时政 本地 镇街 民生 经济 国内 国际 体育 文化 副刊 教育 健康 专题 广告");

    public static IReadOnlyList<string> Columns { get; } = Words("今日关注 记者调查 民生热线 一线见闻 香山漫笔 读者来信 身边故事 政策解读 行业观察 文化长廊");

    /// <summary>First parts with last parts, those of low rank in both before others.</summary>
    private static IEnumerable<string> Compounds(string[] first, string[] last)
    {
        for (var sum = 0; sum <= first.Length + last.Length - 2; sum++)
        {
            for (var i = Math.Max(0, sum - last.Length + 1); i <= Math.Min(sum, first.Length - 1); i++)
            {
                yield return first[i] + last[sum - i];
            }
        }
    }

    private static string[] Words(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
