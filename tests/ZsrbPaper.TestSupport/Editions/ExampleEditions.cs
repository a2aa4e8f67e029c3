using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.TestSupport.Editions;

/// <summary>
/// Editions with one of everything that readers can meet. At the clock's noon of 2024-03-01, 2019-01-22, 2024-02-29 and
/// 2024-03-01 are visible; 2024-03-02 is planned for its morning and 2024-03-03 is a draft.
/// </summary>
public static class ExampleEditions
{
    public const string Withdrawn = "/zsrb/2024-03-01/A01/3";

    public static EditionBuilder[] All() =>
    [
        Paper.Edition("2019-01-22")
            .WithPage("01", "封面").WithArticle("心系归途人 温暖回家路"),
        Paper.Edition("2024-02-29").Numbered(12344).Planned("2024-02-29T06:00")
            .WithPage("A01", "要闻", page => page.WithPicture().WithPdf())
            .WithArticle("昨天的头条", article => article.At(5, 5, 95, 60)),
        Rich(),
        Paper.Edition("2024-03-02").Planned("2024-03-02T06:00")
            .WithPage("A01", "要闻", page => page.WithPicture().WithPdf())
            .WithArticle("明天的秘密", article => article.At(5, 5, 95, 60).WithPhoto("tomorrow.jpg")),
        Paper.Edition("2024-03-03").Draft()
            .WithPage("A01", "要闻", page => page.WithPicture().WithPdf())
            .WithArticle("草稿的秘密", article => article.At(5, 5, 95, 60).WithPhoto("draft.jpg")),
    ];

    /// <summary>Continuations, a joined page, a page without a picture, photos, a withdrawn article, a correction, hostile text.</summary>
    public static EditionBuilder Rich() => Paper.Edition("2024-03-01").Numbered(12345).Planned("2024-03-01T06:00")
        .WithPage("A01", "要闻", page => page.WithPicture().WithPdf().EditedBy("责编甲", "责编乙"))
        .WithArticle("带着问题学经验 带着思考谋发展", article =>
        {
            (article.Kicker, article.Subtitle, article.Column) = ("南区街道党政班子成员到三角镇学习", "一篇有副题的稿件", "高质量发展");
            article.Body = "本报讯(记者 徐钧钻)第一段。\n\n第二段,有**重点**和[链接](https://example.com/?a=1&b=2)。\n\n| 项目 | 数 |\n| --- | ---: |\n| 一 | 1 |\n\n## 小标题\n\n- 甲\n- 乙";
            article.By("徐钧钻").At(3, 6, 62, 60).ContinuedOn("A04").WithPhoto("photo-1.jpg", "会场,“带着问题学经验”。").WithPhoto("photo-2.jpg", "第二张").WithPhoto("photo-3.png", "第三张");
        })
        .WithArticle("<b>题</b> & \"引号\" '撇号' 𠮷", article =>
        {
            article.Body = "<script>alert(1)</script> 一段 & <b>不加粗</b>。\n\n[坏链接](javascript:alert(1))";
            article.Correction = "昨日三版“<二>”应为“三”。";
            article.By("吴飞雄").At(65, 6, 97, 40);
        })
        .WithArticle("撤下的题目", article => article.At(65, 45, 97, 60).WithPhoto("withdrawn.jpg").Withdrawn())
        .WithArticle("公告一则", article =>
        {
            article.Kind = ArticleKind.Notice;
            article.At(3, 65, 97, 95);
        })
        .WithPage("A02-A03", "专题", page => page.WithPicture().WithPdf())
        .WithArticle("跨版的稿件", article => article.At(0, 0, 100, 80))
        .WithPage("A04", "综合")
        .WithArticle("没有版面图的稿件")
        .WithArticle("广告一则", article => article.Kind = ArticleKind.Advertisement)
        .WithPage("B01", "空版", page => page.WithPicture());
}
