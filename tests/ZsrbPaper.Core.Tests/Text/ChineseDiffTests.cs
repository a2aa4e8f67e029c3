using CsCheck;
using Xunit;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Tests.Text;

/// <summary>What changed between two texts, readably.</summary>
public sealed class ChineseDiffTests
{
    [Theory]
    [InlineData("今天天气好。", "今天天气很好。", "今天天气[+很]好。")]
    [InlineData("共1,000人参加", "共1,200人参加", "共[-1,000][+1,200]人参加")]
    [InlineData("发布iPhone 15手机", "发布iPhone 16手机", "发布iPhone [-15][+16]手机")]
    [InlineData("甲说了话", "乙说过话", "[-甲说了][+乙说过]话")]
    [InlineData("第一段。\n\n第二段。", "第一段。\n\n新段。\n\n第二段。", "第一段。\n\n[+新段。\n\n]第二段。")]
    [InlineData("", "新", "[+新]")]
    [InlineData("旧", "", "[-旧]")]
    [InlineData("同", "同", "同")]
    public void Changes_read_as_an_editor_would_mark_them(string older, string newer, string marked) =>
        Assert.Equal(marked, string.Concat(ChineseDiff.Compare(older, newer).Select(part => part.Kind switch
        {
            DiffKind.Deleted => $"[-{part.Text}]",
            DiffKind.Inserted => $"[+{part.Text}]",
            _ => part.Text,
        })));

    [Fact]
    public void Parts_make_up_both_texts_whatever_they_are() =>
        Gen.Select(Gen.Char["甲乙丙1a,。\n"].Array[0, 60], Gen.Char["甲乙丙1a,。\n"].Array[0, 60]).Sample((a, b) =>
        {
            var (older, newer) = (new string(a), new string(b));
            var parts = ChineseDiff.Compare(older, newer);
            Assert.Equal(older, string.Concat(parts.Where(part => part.Kind != DiffKind.Inserted).Select(part => part.Text)));
            Assert.Equal(newer, string.Concat(parts.Where(part => part.Kind != DiffKind.Deleted).Select(part => part.Text)));
        });

    [Fact]
    public void Two_long_texts_with_nothing_in_common_are_shown_whole()
    {
        var (older, newer) = (new string('甲', 50_000), new string('乙', 50_000));
        Assert.Equal([new DiffPart(DiffKind.Deleted, older), new DiffPart(DiffKind.Inserted, newer)], ChineseDiff.Compare(older, newer));
    }
}
