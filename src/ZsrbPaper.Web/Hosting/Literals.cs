using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.Routing.Patterns;

namespace ZsrbPaper.Web.Hosting;

/// <summary>
/// A word that stands in a route's template is never the value of another route's parameter: no newspaper is called <c>admin</c>, no
/// page <c>feed.xml</c>. Told so, the route table need not hold for each such word what every route with a parameter in its place would make
/// of it. Without, a hundred routes make a table of 60 MB, and a second of every start.
/// </summary>
internal sealed class Literals : IRouteConstraint, IParameterLiteralNodeMatchingPolicy
{
    private static readonly Literals _apart = new();

    private Literals()
    {
    }

    /// <summary>Keeps the parameters of all these routes apart from the literals of all.</summary>
    public static void KeepApart(IEndpointConventionBuilder routes) => routes.Add(endpoint =>
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern: { RawText: { } template, Parameters.Count: > 0 } pattern } route)
        {
            var whole = pattern.PathSegments.Where(segment => segment.IsSimple).Select(segment => segment.Parts[0]).OfType<RoutePatternParameterPart>();
            route.RoutePattern = RoutePatternFactory.Parse(
                template,
                new RouteValueDictionary(pattern.Defaults),
                new RouteValueDictionary(whole.Select(parameter => KeyValuePair.Create<string, object?>(parameter.Name, _apart))),
                new RouteValueDictionary(pattern.RequiredValues));

            // A parameter with a policy would weigh as much as one with text about it, such as {date}.pdf, which is to win.
            route.Order = pattern.PathSegments.All(segment => segment.IsSimple) ? 1 : 0;
        }
    });

    bool IRouteConstraint.Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) => true;

    bool IParameterLiteralNodeMatchingPolicy.MatchesLiteral(string parameterName, string literal) => false;
}
