using Xunit;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Core.Tests.Desk;

public sealed class LabelGuessTests
{
    [Theory]
    [InlineData("A03.pdf", "A03")]
    [InlineData("a03.PDF", "A03")]
    [InlineData("zsrb20240301A03.pdf", "A03")]
    [InlineData("zsrb-2024-03-01-B12.pdf", "B12")]
    [InlineData("2024-03-01_03.pdf", "03")]
    [InlineData("20240301_04.tif", "04")]
    [InlineData("第03版.pdf", "03")]
    [InlineData("第A03版 新闻.pdf", "A03")]
    [InlineData("Ａ０３版.pdf", "A03")]
    [InlineData("20240301-A02-A03.pdf", "A02-A03")]
    [InlineData("A02-A03.pdf", "A02-A03")]
    [InlineData("中山日报 2024年3月1日 A05.jpg", "A05")]
    [InlineData("page 7.png", "7")]
    [InlineData("C:\\night\\A08.pdf", "A08")]
    public void Label_of_a_file_name(string fileName, string label) => Assert.Equal(label, LabelGuess.FromFileName(fileName)?.Value);

    [Theory]
    [InlineData("封面.pdf")]
    [InlineData("20240301.pdf")]
    [InlineData("2024-03-01.pdf")]
    [InlineData("IMG_20240301120000.jpg")]
    [InlineData("")]
    public void No_label_where_none_stands(string fileName) => Assert.Null(LabelGuess.FromFileName(fileName));

    [Theory]
    [InlineData("中山日报 2024年3月1日 星期五 A03版 新闻", "A03")]
    [InlineData("第 03 版:要闻", "03")]
    [InlineData("A02-A03版 特刊", "A02-A03")]
    public void Label_of_the_text_on_a_page(string text, string label) => Assert.Equal(label, LabelGuess.FromText(text)?.Value);

    [Fact]
    public void No_label_in_running_text() => Assert.Null(LabelGuess.FromText("本报讯 全市出版物市场2024年3月"));
}
