Describe 'Update-StateDependency' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1

        function Add-Change([string] $Path, [string] $Tag) {
            Add-Content (Join-Path $Path app.txt) more
            Invoke-Git -C $Path commit -q -a -m Change
            if ($Tag) { Invoke-Git -C $Path tag $Tag }
            git -C $Path rev-parse HEAD
        }
    }

    BeforeEach {
        Remove-Item TestDrive:/web, TestDrive:/source, TestDrive:/other -Recurse -Force -ErrorAction Ignore
        $source = New-Source TestDrive:/source
        $other = New-Source TestDrive:/other
        $repo = New-StateRepo TestDrive:/web
        $null = $repo | Add-StateDependency $source -Name app
        $null = $repo | Add-StateDependency $other -Name lib
        $old = git -C $source rev-parse HEAD
        $now = Add-Change $source
        $head = (Get-StateRepo $repo.Path).Head
    }

    It 'moves pins, and says what lies between' {
        $updates = $repo | Update-StateDependency
        $updates.Name | Should -Be app, lib
        $updates.State | Should -Be Updated, UpToDate
        $updates[0].OldCommit | Should -Be $old
        $updates[0].NewCommit | Should -Be $now
        $updates[0].Commits | Should -Be 1
        $updates[0].Between | Should -Be '1 commit of main'
        $updates[0].Repository.Head | Should -Be (Get-StateRepo $repo.Path).Head
        git -C $repo.Path log -1 --format=%s | Should -Be 'Update dependency app'
        git -C $repo.Path status --porcelain | Should -BeNullOrEmpty
        ($repo | Update-StateDependency).State | Should -Be UpToDate, UpToDate
    }

    It 'takes what Get-StateDependency finds, and makes one commit of it' {
        $null = Add-Change $other
        $outdated = $repo | Get-StateDependency -Outdated
        $outdated.Name | Should -Be app, lib
        $outdated.State | Should -Be Outdated, Outdated
        (Get-StateRepo $repo.Path).Head | Should -Be $head
        ($outdated | Update-StateDependency).State | Should -Be Updated, Updated
        git -C $repo.Path rev-list --count "$head..HEAD" | Should -Be 1
        Get-StateDependency -Outdated -Path $repo.Path | Should -BeNullOrEmpty
        Get-StateDependency -Outdated -Path $repo.Path | Update-StateDependency | Should -BeNullOrEmpty
        $null = Add-Change $source
        (Get-StateDependency a* -Path $repo.Path | Update-StateDependency).Name | Should -Be app
    }

    It 'works at the current location, and hands a pipeline what was updated' {
        Push-Location $repo.Path
        try { (Update-StateDependency app).State | Should -Be Updated } finally { Pop-Location }
    }

    It 'changes nothing with -WhatIf, and says what it would' {
        $updates = $repo | Update-StateDependency -WhatIf
        $updates.State | Should -Be Outdated, UpToDate
        (Get-StateRepo $repo.Path).Head | Should -Be $head
        git -C "$($repo.Path)/.git/modules/app" cat-file -e $now 2> $null
        $LASTEXITCODE | Should -Not -Be 0
    }

    It 'moves to a tag, and follows a pattern of tags' {
        $first = Add-Change $source v1.0
        (Update-StateDependency app -To v1.0 -Path $repo.Path).NewCommit | Should -Be $first
        $second = Add-Change $source v1.1
        (Update-StateDependency app -Path $repo.Path).State | Should -Be UpToDate
        (Update-StateDependency app -To 'v1.*' -Path $repo.Path).NewCommit | Should -Be $second
        $null = Add-Change $source v1.2
        (Update-StateDependency -Path $repo.Path)[0].Between | Should -Be 'v1.1 -> v1.2, 1 commit'
    }

    It 'does not follow a branch that was rewritten, unless told to' {
        $null = $repo | Update-StateDependency
        Invoke-Git -C $source reset -q --hard HEAD~1
        $new = Add-Change $source
        Invoke-Git -C $source commit -q --amend -m Another
        $new = git -C $source rev-parse HEAD
        ($repo | Get-StateDependency -Outdated).State | Should -Be Rewritten
        $result = Invoke-Apart { $repo | Update-StateDependency -ErrorAction Continue }
        $result.Ids | Should -Be UpstreamRewritten
        $result.Output.Name | Should -Be lib
        $result.Errors[0].TargetObject | Should -Be app
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -Match '-AllowRewritten'
        ($repo | Update-StateDependency app -AllowRewritten).NewCommit | Should -Be $new
    }

    It 'goes on with the others when one fails' {
        Remove-Item TestDrive:/other -Recurse -Force
        $result = Invoke-Apart { $repo | Update-StateDependency app, lib, nope -ErrorAction Continue }
        $result.Ids | Should -Be Remote, DependencyNotFound
        $result.Output.State | Should -Be Updated
        (Invoke-Apart { $repo | Update-StateDependency -To main -ErrorAction Continue }).Ids | Should -Be InvalidName
        $null = New-Item TestDrive:/plain -ItemType Directory -Force
        (Invoke-Apart { Update-StateDependency -Path TestDrive:/plain -ErrorAction Continue }).Ids | Should -Be NotARepository
    }

    It 'pins another archive by its digest, at a path of PowerShell''s own' {
        foreach ($text in 'one', 'two') {
            Set-Content TestDrive:/file $text
            tar --create --file "$(Convert-Path TestDrive:/)/$text.tar" --directory (Convert-Path TestDrive:/) file
        }
        Push-Location TestDrive:/
        try {
            $null = $repo | Add-StateDependency -Archive one.tar -Sha256 (Get-FileHash one.tar).Hash -Name files
            ($repo | Update-StateDependency files).State | Should -Be Fixed
            $update = $repo | Update-StateDependency files -To two.tar -Sha256 (Get-FileHash two.tar).Hash
            $update.State | Should -Be Updated
            $update.Packages.Name | Should -Be two.tar
        } finally { Pop-Location }
    }

    It 'completes names' {
        $line = "Update-StateDependency -Path $($repo.Path) -Name a"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be app
    }

    It 'shows Name, Kind, State, Old, New and Between as a table' {
        $repo | Update-StateDependency | Format-Table | Out-String -Width 200 |
            Should -Match "Name\s+Kind\s+State\s+Old\s+New\s+Between\s[\s\S]*app\s+Submodule\s+Updated\s+$($old.Substring(0, 12))\s+$($now.Substring(0, 12))\s+1 commit of main"
    }
}
