using System.Globalization;
using System.Text;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Desk;

/// <summary>A page of 1000 by 1000 points, set by hand: each line with its place, its size and its words.</summary>
public sealed class AreaTextTests
{
    private static readonly AreaShape _wholePage = Rectangle(0, 0, 100, 100);

    private readonly StringBuilder _lines = new();

    [Fact]
    public void Largest_type_is_the_title_with_kicker_above_and_subtitle_below()
    {
        Set(100, 50, 20, "南区街道学习考察");
        Set(100, 90, 40, "带着问题学经验");
        Set(100, 140, 40, "带着思考谋发展");
        Set(100, 190, 18, "——三角镇见闻");
        Set(120, 230, 10, "本报讯　二月二十八日上午，南区街道党政班子成员到三角");
        Set(100, 245, 10, "镇学习。");

        var draft = Read(_wholePage)!;

        Assert.Equal("南区街道学习考察", draft.Kicker);
        Assert.Equal("带着问题学经验 带着思考谋发展", draft.Title);
        Assert.Equal("——三角镇见闻", draft.Subtitle);
        Assert.Equal("本报讯　二月二十八日上午，南区街道党政班子成员到三角镇学习。", draft.Body);
    }

    [Fact]
    public void Paragraphs_run_on_across_lines_and_columns()
    {
        Set(120, 100, 10, "第一段开头这一行排满了整个栏的宽度一直");
        Set(100, 115, 10, "到这里还没有完，它要接到下一栏的最上面去");
        Set(420, 115, 10, "第二段从这里开始，缩进两个字，占满整个");
        Set(400, 100, 10, "才算结束。");
        Set(400, 130, 10, "栏。");

        var draft = Read(_wholePage)!;

        Assert.Equal("", draft.Title);
        Assert.Equal(
            "第一段开头这一行排满了整个栏的宽度一直到这里还没有完，它要接到下一栏的最上面去才算结束。\n\n第二段从这里开始，缩进两个字，占满整个栏。",
            draft.Body);
    }

    [Fact]
    public void Text_outside_the_areas_belongs_to_others()
    {
        Set(100, 100, 10, "这一篇的文字");
        Set(600, 100, 10, "另一篇的文字");

        Assert.Equal("这一篇的文字", Read(Rectangle(0, 0, 50, 100))!.Body);
        Assert.Null(Read(Rectangle(0, 50, 50, 100)));
    }

    [Fact]
    public void Latin_words_keep_their_spaces_and_marks_do_not_become_markdown()
    {
        _lines.Append("<line xMin=\"100\" yMin=\"100\" xMax=\"300\" yMax=\"110\">"
            + "<word xMin=\"100\" yMin=\"100\" xMax=\"150\" yMax=\"110\">Open</word><word xMin=\"155\" yMin=\"100\" xMax=\"200\" yMax=\"110\">Day</word>"
            + "<word xMin=\"205\" yMin=\"100\" xMax=\"300\" yMax=\"110\">开放日*不*收费</word></line>");

        Assert.Equal("Open Day开放日\\*不\\*收费", Read(_wholePage)!.Body);
    }

    private static AreaShape Rectangle(decimal left, decimal top, decimal right, decimal bottom) =>
        AreaShape.From([new(left, top), new(right, top), new(right, bottom), new(left, bottom)]);

    private void Set(double left, double top, double size, string text) => _lines.Append(
        CultureInfo.InvariantCulture,
        $"<line xMin=\"{left}\" yMin=\"{top}\" xMax=\"{left + (text.Length * size)}\" yMax=\"{top + size}\"><word xMin=\"{left}\" yMin=\"{top}\" xMax=\"{left + (text.Length * size)}\" yMax=\"{top + size}\">{text}</word></line>");

    private AreaDraft? Read(AreaShape area) => AreaText.Read(
        PageLayout.Parse("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">"
        + $"<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><doc><page width=\"1000\" height=\"1000\"><flow><block>{_lines}</block></flow></page></doc></body></html>"),
        [area]);
}
