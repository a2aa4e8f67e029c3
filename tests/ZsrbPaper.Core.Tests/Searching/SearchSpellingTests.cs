using Xunit;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Core.Tests.Searching;

public sealed class SearchSpellingTests
{
    [Theory]
    [InlineData("中山港大侨", "中山港大桥", true)]
    [InlineData("钟山港大桥", "中山港大桥", true)]
    [InlineData("中山港桥", "中山港大桥", true)]
    [InlineData("中山港的大桥", "中山港大桥", true)]
    [InlineData("中山港大桥", "中山港大桥", false)]
    [InlineData("中山港大", "中山港大桥", false)] // Only its beginning,
    [InlineData("山港大桥", "中山港大桥", false)] // or its end.
    [InlineData("中山大港桥", "中山港大桥", false)]
    [InlineData("中山港", "中山港大桥", false)]
    [InlineData("钟山港大侨", "中山港大桥", false)]
    public void Words_are_near_when_one_character_makes_the_difference(string one, string other, bool areNear)
    {
        Assert.Equal(areNear, SearchSpelling.AreNear(one, other));
        Assert.Equal(areNear, SearchSpelling.AreNear(other, one));
    }

    [Theory]
    [InlineData("徐均钻", true)]
    [InlineData("大侨", false)]
    [InlineData("中山plus", false)]
    [InlineData("𠮷野家店", false)]
    [InlineData("一个字都不能少的很长的一句话", false)]
    public void Short_words_sentences_and_words_of_letters_are_not_mended(string word, bool can) =>
        Assert.Equal(can, SearchSpelling.CanBeMended(Assert.Single(SearchQuery.Parse(word).Words)));
}
