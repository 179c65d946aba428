Describe 'Show-StateRepo' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repo = New-StateRepo TestDrive:/web
        $folder = Convert-Path (New-Item TestDrive:/pages -ItemType Directory)
        Push-Location $folder
    }

    AfterAll { Pop-Location }

    AfterEach { Remove-Item "$folder/*" }

    It 'writes a page in the current location, and hands out the file' {
        $file = $repo | Show-StateRepo
        $file | Should -BeOfType System.IO.FileInfo
        $file.FullName | Should -Be "$folder/web-report.html"
        $file.Length | Should -BeGreaterThan 5KB
        $page = Get-Content $file -Raw
        $page | Should -Match '^<!doctype html>'
        $page | Should -Match $repo.Head.Substring(0, 12)
        ($repo | Test-StateRepo).Complete | Should -BeTrue
    }

    It 'says what is in the image' {
        $built = Get-FixtureRepo
        $null = $built | Build-ServerImage
        Get-Content (Show-StateRepo $built.Path) -Raw | Should -Match 'class="treemap wide"'
    }

    It 'writes the file that is named, over an earlier one' {
        Set-Content "$folder/page.html" old
        (Show-StateRepo $repo.Path page.html).FullName | Should -Be "$folder/page.html"
        Get-Content "$folder/page.html" -Raw | Should -Not -Match '^old'
    }

    It 'asks the remotes only when it is told to' {
        $other = New-StateRepo TestDrive:/pinned
        $null = $other | Add-StateDependency (New-Source TestDrive:/source) -Name app
        $other = Get-StateRepo $other.Path
        Get-Content ($other | Show-StateRepo) -Raw | Should -Match 'Nobody asked'
        Get-Content ($other | Show-StateRepo -Outdated) -Raw | Should -Match 'up to date'
    }

    It 'puts a file that nobody named beside the repository, and not into it' {
        Push-Location $repo.Path
        try {
            $page = Show-StateRepo
            $page.DirectoryName | Should -Be (Split-Path $repo.Path)
            Remove-Item $page
            Invoke-Git status --porcelain | Should -BeNullOrEmpty
            (Show-StateRepo -Output here.html).Name | Should -Be here.html
            Remove-Item here.html
        } finally { Pop-Location }
    }

    It 'refuses a name that does not end in .html, and still writes the next' {
        $null = New-StateRepo TestDrive:/shop
        (Invoke-Apart { Show-StateRepo $repo.Path page.txt -ErrorAction Continue }).Ids | Should -Be InvalidName
        $result = Invoke-Apart { 'TestDrive:/nothing', 'TestDrive:/shop' | Show-StateRepo -ErrorAction Continue }
        $result.Ids | Should -Be NotARepository
        $result.Output.Name | Should -Be shop-report.html
    }

    It 'writes no page of one repository over that of another' {
        $twin = New-StateRepo TestDrive:/twin -Name web
        $result = Invoke-Apart { $repo, $twin | Show-StateRepo -ErrorAction Continue }
        $result.Ids | Should -Be InvalidName
        $result.Output | Should -HaveCount 1
    }

    It 'writes nothing with -WhatIf' {
        $repo | Show-StateRepo -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }
}
